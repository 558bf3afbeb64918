"""A picture of 24 megapixels: taken in, then ready in every size that the desk's networks ask for, plain and prepared."""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import arguments, installation, last_line, table

GOAL_S = 2.0
SIZE = (6000, 4000)
RECIPE = {
    "straighten": 2.5,
    "light": 10,
    "contrast": 5,
    "box": [0.1, 0.1, 0.8, 0.8],
    "words": {"text": "Soldes d’été", "place": "bottom"},
}


def main() -> int:
    words = arguments(__doc__, rounds=3)
    with installation(), tempfile.TemporaryDirectory() as folder:
        rows = measure(words.rounds, folder)
    heads = ["what", "best s", "worst s"]
    table([[row[head] for head in heads] for row in rows], heads)
    plain = next(row["worst s"] for row in rows if row["what"] == "all sizes")
    print(f"all sizes / goal: {plain / GOAL_S:.2f}")
    last_line(words, {"rows": rows, "goal_s": GOAL_S, "ratio": round(plain / GOAL_S, 2)})
    return 0


def measure(rounds: int, folder: str) -> list[dict]:
    from django.conf import settings

    from pupitre.brands.models import Brand
    from pupitre.media.take_in import rendition, take_in
    from pupitre.networks import registry

    settings.MEDIA_ROOT = folder
    brand = Brand.objects.create(name="Lune", slug="lune")
    rules = {card.rules({}).pictures for card in registry.cards().values()} - {None}
    took: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        content = photo(number)
        began = time.perf_counter()
        asset = take_in(brand, f"{number}.jpg", content, None)
        took["taken in"].append(time.perf_counter() - began)
        for name, recipe in (("all sizes", {}), ("all sizes, prepared", RECIPE)):
            began = time.perf_counter()
            busy = time.process_time()
            for each in rules:
                rendition(asset, each, recipe)
            took[name].append(time.perf_counter() - began)
            took[f"{name}: processor"].append(time.process_time() - busy)
    print(f"{len(rules)} kinds of size, a file of {len(content) / 1e6:.1f} MB")
    return [
        {"what": name, "best s": round(min(all_), 2), "worst s": round(max(all_), 2)} for name, all_ in took.items()
    ]


def photo(number: int) -> bytes:
    """As a camera makes them: fine grain over large shapes."""
    from PIL import Image

    shapes = Image.effect_noise((60, 40), 90).resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE, 12 + number)
    grey = Image.blend(shapes, grain, 0.3)
    buffer = io.BytesIO()
    Image.merge("RGB", (grey, shapes, grey)).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
