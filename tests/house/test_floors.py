"""The house stands on its floors: imports point downward, and so do foreign keys."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps

FLOORS = [
    {"ground"},
    {"networks"},
    {"journal"},
    {"brands"},
    {"channels", "media", "notices"},
    {"measures"},
    {"publishing"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def test_imports_point_downward():
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]


def test_foreign_keys_point_downward():
    wrong = []
    for model in apps.get_models():
        if model._meta.app_label not in FLOOR:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or target._meta.app_label not in FLOOR:
                continue
            if FLOOR[target._meta.app_label] > FLOOR[model._meta.app_label]:
                wrong.append(f"{model.__name__}.{field.name} points up to {target.__name__}")
            same_floor = FLOOR[target._meta.app_label] == FLOOR[model._meta.app_label]
            if same_floor and target._meta.app_label != model._meta.app_label:
                wrong.append(f"{model.__name__}.{field.name} points to {target.__name__}, a room of the same floor")
    assert not wrong


def test_the_journal_has_no_foreign_keys():
    for model in apps.get_app_config("journal").get_models():
        assert not [field for field in model._meta.get_fields() if field.is_relation]


def test_every_room_with_tables_has_its_floor():
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("pupitre.") and config.models}
    screens = {config.label for config in apps.get_app_configs() if config.name.startswith("pupitre.web.")}
    assert rooms - screens - {"desk"} <= set(FLOOR)
