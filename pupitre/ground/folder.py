"""The data folder: nobody but its owner reads what lies in it."""

import fcntl
import os
import pwd
import stat
from pathlib import Path
from typing import IO

from pupitre.ground.environment import BadSetting

OURS = "secret.key"
"""what makes a folder a desk's own"""
HELD = "running"
"""locked by the one supervisor that works on a folder"""


class InUse(Exception):
    """Another process works on the folder; the sentence says which and what to do."""


def keep_private(folder: Path, crossed: bool = False) -> None:
    """Make the folder, or take from others what they may do in it. Raises BadSetting with the mend.

    `crossed`: another user of ours has a place of its own within (the database's, when we are root); it may pass
    through and read nothing. A folder that holds other things and that others may read is left as it is.
    """
    wanted = 0o711 if crossed else 0o700
    try:
        folder.mkdir(mode=wanted, parents=True, exist_ok=True)
        mode = stat.S_IMODE(folder.stat().st_mode)
        if mode & ~wanted == 0 and mode & wanted == wanted:
            return
        if is_open(folder) and not _is_ours(folder):
            raise BadSetting(
                f"{folder} can be read by others and holds other things: choose an empty folder (PUPITRE_DATA), "
                f"or close this one with: chmod 700 {folder}"
            )
        folder.chmod(wanted)
    except OSError as error:
        raise BadSetting(
            f"{folder} can't be kept for us alone ({error.strerror}): choose a folder of the user that runs Pupitre "
            f"(PUPITRE_DATA)."
        ) from error
    if is_open(folder):
        raise BadSetting(
            f"{folder} lies on a disk that keeps no permissions, so that others could read it: choose a folder on "
            f"a disk of this system (PUPITRE_DATA), e.g. in your home."
        )


def refuse_anothers(folder: Path) -> None:
    """As root in the folder of an ordinary user we would take its database from it. Raises BadSetting."""
    try:
        owner = folder.stat().st_uid
    except OSError:
        return
    if os.geteuid() == 0 and owner != 0:
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = f"#{owner}"
        raise BadSetting(f"{folder} belongs to the user {name}: run this as that user (sudo -u {name} …), not as root.")


def hold(folder: Path) -> IO[str]:
    """Have the folder to ourselves for as long as the answer is open, however we end. Raises InUse."""
    held = open(folder / HELD, "a+", encoding="ascii")  # noqa: SIM115  (closed by whoever holds)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        process = held.read().strip() or "?"
        held.close()
        raise InUse(
            f"Pupitre is running on {folder} already (process {process}). Nothing was changed: end it first, with "
            f"Ctrl-C where it runs or “systemctl stop pupitre”."
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def is_open(folder: Path) -> bool:
    """Whether somebody else may list the folder or write in it."""
    return bool(stat.S_IMODE(folder.stat().st_mode) & 0o066)


def keep_new_files_private() -> None:
    """Whatever this process and its children write from now on is for their own user."""
    os.umask(0o077)


def _is_ours(folder: Path) -> bool:
    return (folder / OURS).exists() or not any(folder.iterdir())
