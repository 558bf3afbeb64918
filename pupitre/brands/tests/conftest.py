"""Mail for the tests of this room: an installation that has it, and the worker that writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from pupitre.ground.environment import Environment


@pytest.fixture
def with_mail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    has_mail = Environment(data=tmp_path, address="https://desk.example", mail_url="smtp://mail.example")
    monkeypatch.setattr("pupitre.brands.letters.environment", lambda: has_mail)


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """Do what waits for a worker, here and now, once."""
    done: set[int] = set()

    def run() -> None:
        for job in ProcrastinateJob.objects.filter(task_name__startswith="brands.mail").exclude(id__in=done):
            done.add(job.id)
            app.tasks[job.task_name](**job.args)  # type: ignore[attr-defined]

    return run
