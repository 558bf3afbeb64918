"""Pictures for the demo: woven stripes, drawn here."""

import io

from PIL import Image, ImageDraw

PALETTES = (
    ("#1e2f66", "#b9c8ef", "#f3efe4", "#31569c"),
    ("#6d2515", "#c2371b", "#e9c8a4", "#f7ead8"),
    ("#3d6b2c", "#d9c45a", "#f5f0dc", "#8fa34a"),
    ("#3a2147", "#b893e6", "#efe6f7", "#7a4bb0"),
)
SIZE = (1200, 900)


def woven(number: int) -> bytes:
    """A piece of cloth, a different one for each number, as JPEG."""
    colours = PALETTES[number % len(PALETTES)]
    picture = Image.new("RGB", SIZE, colours[2])
    draw = ImageDraw.Draw(picture, "RGBA")
    width = 26 + 9 * (number % 5)
    for step, x in enumerate(range(0, SIZE[0], width)):
        draw.rectangle([x, 0, x + width * 2 // 3, SIZE[1]], fill=(*_rgb(colours[step % len(colours)]), 210))
    for step, y in enumerate(range(0, SIZE[1], width * 2)):
        draw.rectangle([0, y, SIZE[0], y + width], fill=(*_rgb(colours[(step + 1) % len(colours)]), 110))
    for thread in range(0, SIZE[0] + SIZE[1], 9):
        draw.line([thread, 0, thread - SIZE[1], SIZE[1]], fill=(255, 255, 255, 26), width=1)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
