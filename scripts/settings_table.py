"""Write docs/running/settings.md from the texts of ground/environment.py; a test holds the two together.

usage: settings_table.py [--check]
"""

import ast
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
SOURCE = HERE / "pupitre" / "ground" / "environment.py"
PAGE = HERE / "docs" / "running" / "settings.md"
WHEN_ASKED = [
    (
        "PUPITRE_BACKUP_RECIPIENT",
        "public key (`age1…`) that every backup is encrypted for: see [backing up](../backup.md)",
    ),
    ("PUPITRE_BACKUP_PASSPHRASE", "or the passphrase of 12 characters or more that encrypts it"),
]
"""read by their own verbs, when these run"""
HEAD = """# Settings

Environment variables. Each may come from a file instead, named in `NAME_FILE` (for secrets: `PUPITRE_MAIL_URL_FILE`,
`DATABASE_URL_FILE`, `PUPITRE_METRICS_TOKEN_FILE`). Unset: the feature is not there. What can't be read, and what would
leave the desk open to others, is refused at the start, each with what to write instead.

| variable | what it is |
|---|---|
"""
FOOT = """
`--data`, `--port` and `--host` of `pupitre` win over their variables. `PUPITRE_DEMO` (`en`, `fr`) furnishes a demo at the
start. `SSL_CERT_FILE` and `SSL_CERT_DIR` name certificate authorities of your own for what the desk calls.
"""


def texts() -> list[tuple[str, str]]:
    """(variable, what it is), in the order of the file."""
    (settings,) = (
        node
        for node in ast.parse(SOURCE.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == "Environment"
    )
    found = []
    for field, text in zip(settings.body, settings.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            name, _, words = re.sub(r"\s+", " ", str(text.value.value)).partition(": ")
            found.append((name, words))
    return found + WHEN_ASKED


def page() -> str:
    return HEAD + "".join(f"| `{name}` | {words} |\n" for name, words in texts()) + FOOT


def main() -> int:
    if "--check" in sys.argv:
        return int(PAGE.read_text("utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
