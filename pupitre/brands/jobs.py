"""Background functions of this room: hollow."""

from procrastinate.contrib.django import app

from pupitre.brands import password


@app.task(name="brands.mail_password_link", queue="work", retry=3)
def mail_password_link(email: str) -> None:
    password.mail_link(email)
