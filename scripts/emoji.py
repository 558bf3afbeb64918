"""Build the lists of emoji that the picker loads, one a language, from the npm package emojibase-data.

`python scripts/emoji.py FOLDER`, with FOLDER the unpacked package. Last built from 17.0.0, on 23 November 2026. It is under
the MIT licence, which stands beside the lists.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "pupitre/web/compose/static/compose"
LANGUAGES = ("fr", "en")
COMPONENTS = 2
"""the group of hair and skin alone, which nobody writes"""


def folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def takes_tones(emoji: dict) -> bool:
    """Its skin is told by one sign after its first character."""
    skins = emoji.get("skins") or [{"unicode": ""}]
    bare = emoji["unicode"].replace("\ufe0f", "")
    return skins[0]["unicode"].replace("\ufe0f", "") == f"{bare[0]}\U0001f3fb{bare[1:]}"


def row(emoji: dict) -> list:
    """[emoji, group, 1 where it takes a skin tone, its name, further words it is found by]"""
    name = emoji["label"]
    words = re.findall(r"\w\w+", folded(" ".join(emoji.get("tags", []))))
    further = [word for word in dict.fromkeys(words) if word not in folded(name)]
    return [emoji["unicode"], emoji["group"], int(takes_tones(emoji)), name, " ".join(further)]


def main() -> int:
    for language in LANGUAGES:
        every = json.loads((Path(sys.argv[1]) / language / "compact.json").read_text("utf-8"))
        wanted = [emoji for emoji in every if emoji.get("group") not in (None, COMPONENTS)]
        rows = [row(emoji) for emoji in sorted(wanted, key=lambda emoji: emoji["order"])]
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        (TARGET / f"emoji.{language}.json").write_text(text + "\n", "utf-8")
        print(f"{len(rows)} emoji in {language}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
