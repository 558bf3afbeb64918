"""The words that each verb of the shell takes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(verbs: Any, common: argparse.ArgumentParser, helps: dict[str, str]) -> None:
    """Declare the verbs on the parser."""
    brand = argparse.ArgumentParser(add_help=False, parents=[common])
    brand.add_argument("--brand", help="slug of the brand; needed when there are several")
    _channel(verbs.add_parser("channel", help=helps["channel"]), brand)
    _post(verbs.add_parser("post", parents=[brand], help=helps["post"]))
    listing = verbs.add_parser("deliveries", parents=[brand], help=helps["deliveries"])
    listing.add_argument("--json", action="store_true", help="one JSON array")
    listing.add_argument("--days", type=int, default=7, help="days back and ahead (7)")
    hold = verbs.add_parser("hold", parents=[brand], help=helps["hold"])
    hold.add_argument("reason")
    verbs.add_parser("lift", parents=[brand], help=helps["lift"])
    prepare = verbs.add_parser("prepare", parents=[common], help=helps["prepare"])
    prepare.add_argument("--upgrading", action="store_true", help=argparse.SUPPRESS)
    prepare.add_argument("--back", type=Path, help=argparse.SUPPRESS)
    prepare.add_argument("--look", action="store_true", help=argparse.SUPPRESS)
    healthy = verbs.add_parser("healthy", parents=[common], help=helps["healthy"])
    healthy.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="until all beats, at most so long")
    upgrade = verbs.add_parser("upgrade", parents=[common], help=helps["upgrade"])
    upgrade.add_argument("--check", action="store_true", help="say whether there is a newer version; change nothing")
    upgrade.add_argument("--to", metavar="VERSION", help="that version and not the newest")
    upgrade.add_argument("--wait", type=float, default=120, metavar="SECONDS", help="until everything beats (120)")
    doctor = verbs.add_parser("doctor", parents=[common], help=helps["doctor"])
    doctor.add_argument("--json", action="store_true", help="one JSON array")
    demo = verbs.add_parser("demo", parents=[common], help=helps["demo"])
    demo.add_argument("what", choices=["furnish", "remove"])
    demo.add_argument("--language", choices=["en", "fr"], default="en")
    _audit(verbs.add_parser("audit", help=helps["audit"]), common)
    second = verbs.add_parser("second-step", parents=[common], help=helps["second-step"])
    second.add_argument("what", choices=["off"])
    second.add_argument("email", help="the address the member signs in with")


def _channel(parser: argparse.ArgumentParser, brand: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="channel_verb", required=True, metavar="add|list|check")
    add_one = verbs.add_parser("add", parents=[brand], help="connect an account")
    add_one.add_argument("network")
    add_one.add_argument(
        "answers", nargs="*", metavar="QUESTION=ANSWER", help="what the network asks; asked when missing"
    )
    listing = verbs.add_parser("list", parents=[brand], help="every channel and how it is")
    listing.add_argument("--json", action="store_true")
    check = verbs.add_parser("check", parents=[brand], help="ask the networks whether the connections stand")
    check.add_argument("names", nargs="*")


def _post(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text")
    parser.add_argument(
        "--channel", action="append", required=True, metavar="NAME", help="name, handle or id; may be repeated"
    )
    parser.add_argument(
        "--at", help="when, e.g. 2026-11-24T11:30 (the brand's clock, or with an offset); now when absent"
    )
    parser.add_argument("--image", action="append", default=[], metavar="FILE")
    parser.add_argument("--alt", action="append", default=[], metavar="TEXT", help="one per --image")
    parser.add_argument("--title")
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="wait for the outcome")
    parser.add_argument("--json", action="store_true")


def _audit(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="audit_verb", required=True, metavar="verify|erase")
    verify = verbs.add_parser("verify", parents=[common], help="read every entry again; names the first that is off")
    verify.add_argument("--brand", help="slug of one brand; every book when absent")
    verify.add_argument("--noted", metavar="NUMBER:SEAL", help="a seal noted once, as the audit page shows it")
    erase = verbs.add_parser("erase", parents=[common], help="take the words out of entries; the chain stays whole")
    erase.add_argument("--brand", required=True, help="slug of the brand")
    erase.add_argument("entries", nargs="+", type=int, metavar="ENTRY", help="number of an entry, as the export has it")
