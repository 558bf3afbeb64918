"""Background functions of this room: hollow."""

from procrastinate.contrib.django import app

from pupitre.journal import verify


@app.task(name="journal.verify", queue="work")
def verify_book(brand_id: int, by_id: int | None = None) -> None:
    verify.verify_for(brand_id, by_id)


@app.periodic(cron="23 3 * * *", periodic_id="journal.verify_all")
@app.task(name="journal.verify_all", queue="work")
def verify_all(timestamp: int) -> None:
    for book in verify.books():
        verify.verify_for(book, None)


def verify_later(brand_id: int, by_id: int) -> None:
    """The brand's book, and the installation's."""
    for book in (brand_id, verify.INSTALLATION):
        verify_book.defer(brand_id=book, by_id=by_id if book == brand_id else None)
