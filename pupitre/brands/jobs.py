"""Background functions of this room: hollow."""

from procrastinate.contrib.django import app

from pupitre.brands import letters, password, sign_in


@app.task(name="brands.mail_password_link", queue="work", retry=3)
def mail_password_link(email: str) -> None:
    password.mail_link(email)


@app.task(name="brands.mail_second_step_off", queue="work", retry=3)
def mail_second_step_off(member_id: int, by: str) -> None:
    letters.second_step_off(member_id, by)


@app.task(name="brands.mail_passkey_added", queue="work", retry=3)
def mail_passkey_added(member_id: int, name: str) -> None:
    letters.passkey_added(member_id, name)


@app.task(name="brands.mail_new_device", queue="work", retry=3)
def mail_new_device(member_id: int, device: str, word: str) -> None:
    letters.new_device(member_id, device, word)


@app.periodic(cron="*/20 * * * *", periodic_id="brands.forget")
@app.task(name="brands.forget", queue="work")
def forget(timestamp: int) -> None:
    from pupitre.brands import devices

    sign_in.forget()
    devices.forget()
