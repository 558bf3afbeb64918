"""Models and migrations say the same, and every room has one line of them."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


def test_no_migration_is_missing(db):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("a model has changed and its migration is missing: pupitre.desk.django makemigrations")


def test_every_room_has_one_newest_migration():
    assert MigrationLoader(None).detect_conflicts() == {}
