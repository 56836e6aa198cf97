"""What workers do for accounts."""

from celery import shared_task

from matchmaker.accounts.api.once import answers_forget


@shared_task(name="accounts.forget_answers")
def forget_answers() -> None:
    answers_forget()
