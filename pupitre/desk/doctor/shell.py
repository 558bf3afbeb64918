"""`pupitre doctor`: every check, one after the other, on the screen or as JSON."""

from __future__ import annotations

import argparse
import json

from pupitre.ground.checks import FAULT, OK, Finding, checks, worst
from pupitre.journal.examining import examine

SIGNS = {"ok": "ok     ", "warning": "WARNING", "fault": "FAULT  "}


def doctor(words: argparse.Namespace) -> int:
    """Exit status 1 when there is a fault; a warning leaves it 0."""
    everything: list[Finding] = []
    rows = []
    for check in checks:
        found = examine(check)
        everything += found
        rows += [
            {"check": check.key, "state": f.state, "subject": f.subject, "says": f.says, "mend": f.mend} for f in found
        ]
        if not words.json:
            _show(str(check.name), found)
    if words.json:
        print(json.dumps(rows, ensure_ascii=False))
    return 1 if worst(everything) == FAULT else 0


def _show(name: str, found: list[Finding]) -> None:
    for finding in found:
        subject = f"{finding.subject}: " if finding.subject else ""
        print(f"{SIGNS[finding.state]}  {name:<15} {subject}{finding.says}", flush=True)
        if finding.mend and finding.state != OK:
            print(f"{'':>26}→ {finding.mend}", flush=True)
