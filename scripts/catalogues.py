"""Add to each French catalogue the strings that it lacks, empty, for somebody to translate; and say how many.

A string belongs to the nearest folder above it that has a `locale`.
"""

import sys
from collections import defaultdict
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.house.strings import french, strings


def home_of(path: Path) -> Path:
    for folder in path.parents:
        if (folder / "locale").exists() or (
            folder.parent.name in ("pupitre", "web", "networks") and folder.name != "web"
        ):
            return folder / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    raise SystemExit(f"no folder for {path}")


def main() -> int:
    known, lacking = french(), defaultdict(list)
    for path, _line, text in strings():
        if not known.get(text):
            lacking[home_of(path)].append(text)
    for po, texts in lacking.items():
        po.parent.mkdir(parents=True, exist_ok=True)
        catalogue = (
            read_po(po.open("rb"), locale="fr")
            if po.exists()
            else Catalog(locale="fr", project="Pupitre", charset="utf-8")
        )
        for text in dict.fromkeys(texts):
            if catalogue.get(text) is None:
                flags = ("python-format",) if "%(" in text else ()
                catalogue.add(text, "", flags=flags)
        with po.open("wb") as target:
            write_po(target, catalogue, width=0, omit_header=False)
        print(f"{len(set(texts)):4} to translate in {po}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
