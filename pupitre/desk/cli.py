"""The shell: `pupitre up` and the same verbs as the pages."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from pupitre import __version__
from pupitre.ground.database import keep_data_folder
from pupitre.ground.environment import BadSetting, environment
from pupitre.ground.folder import keep_new_files_private, refuse_anothers
from pupitre.ground.safety import refuse_unsafe
from pupitre.ground.secrets import WrongKey, key_file

PROCESSES = {"web": "the pages alone", "work": "a worker alone", "listen": "a listener alone"}
VERBS = {
    "prepare": "bring database and files up to date, and start nothing",
    "healthy": "whether pages, worker and listener answer: for scripts",
    "upgrade": "a newer version in the place of this one, or everything as it was",
    "channel": "channels: add, list, check",
    "post": "write and send, or plan, a post",
    "deliveries": "what is planned, gone, or waiting for somebody",
    "hold": "hold everything, with a reason",
    "lift": "lift the hold",
    "doctor": "look at everything and say what to mend",
    "demo": "furnish or remove the demo brand",
    "audit": "the journal: verify its chain, erase words from it",
    "second-step": "turn off the second step of a member who lost it",
}
OF_THEIR_OWN = {
    "backup": "pupitre.desk.backup.shell",
    "restore": "pupitre.desk.backup.shell",
    "key": "pupitre.desk.rotate",
    "media": "pupitre.desk.move",
}
"""where the other verbs than those of pupitre.desk.shell are carried out"""


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 done, 1 it could not be done (the reason is on standard error), 2 the words are off."""
    words = _parser().parse_args(arguments)
    _settle_environment(words)
    try:
        environment()
        return _carry_out(words)
    except (BadSetting, WrongKey) as wrong:
        print(f"pupitre: {wrong}", file=sys.stderr)
        return 1


def _carry_out(words: argparse.Namespace) -> int:
    if words.verb == "upgrade":
        return int(import_module("pupitre.desk.upgrade").hand_over(words))
    keep_new_files_private()
    refuse_anothers(environment().data)
    if words.verb in ("up", "prepare", *PROCESSES):
        return _start(words)
    if words.verb == "healthy":
        return int(import_module("pupitre.desk.healthy").healthy(words.wait))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    if words.verb != "restore" and not _is_installed():
        print(f"pupitre: there is no desk in {environment().data}. Start one with “pupitre up”,", file=sys.stderr)
        print("or say where yours is: --data FOLDER, or PUPITRE_DATA.", file=sys.stderr)
        return 1
    return int(import_module(OF_THEIR_OWN.get(words.verb, "pupitre.desk.shell")).run(words))


def _start(words: argparse.Namespace) -> int:
    """The desk, or what comes before it."""
    refuse_unsafe(environment())
    if not getattr(words, "upgrading", False) and not getattr(words, "back", None):
        import_module("pupitre.desk.upgrade").refuse_half_upgraded()
    if words.verb == "up":
        return int(import_module("pupitre.desk.supervisor").up())
    if words.verb == "prepare":
        return int(import_module("pupitre.desk.prepare").prepare_alone(words.back, words.look))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    keep_data_folder()
    return int(getattr(import_module("pupitre.desk.work"), words.verb)())


def _is_installed() -> bool:
    """Nothing is written into a folder that somebody mistyped."""
    try:
        return key_file().exists()
    except OSError:
        return False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pupitre", description="The desk of the community manager.")
    parser.add_argument("--version", action="version", version=f"Pupitre {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", help="the folder that keeps everything (PUPITRE_DATA)")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    up = verbs.add_parser("up", parents=[common], help="start everything on this machine")
    up.add_argument("--port", help="where the pages are (PUPITRE_PORT, 8000)")
    up.add_argument("--host", help="the address the pages listen on (PUPITRE_HOST, 127.0.0.1)")
    for name, help_text in PROCESSES.items():
        verbs.add_parser(name, parents=[common], help=help_text)
    import_module("pupitre.desk.verbs").add(verbs, common, VERBS)
    import_module("pupitre.desk.backup.shell").add(verbs, common)
    import_module("pupitre.desk.rotate").add(verbs, common)
    import_module("pupitre.desk.move").add(verbs, common)
    return parser


def _settle_environment(words: argparse.Namespace) -> None:
    """Flags win over variables; processes started by us inherit them."""
    for flag in ("data", "port", "host"):
        value = getattr(words, flag, None)
        if value:
            os.environ[f"PUPITRE_{flag.upper()}"] = value


if __name__ == "__main__":
    sys.exit(main())
