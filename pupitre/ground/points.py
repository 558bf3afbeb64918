"""Labelled points on a path where a storm may strike. Outside a storm, passing one costs nothing."""

import os
import signal
from pathlib import Path

_ARMED = os.environ.get("PUPITRE_POINTS")
"""a folder: a file with a point's name in it means "kill whoever passes here next" """


def pass_by(label: str) -> None:
    """Say that this process is at `label`; if a storm waits here, the process dies as by kill -9."""
    if _ARMED is None:
        return
    try:
        (Path(_ARMED) / label).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
