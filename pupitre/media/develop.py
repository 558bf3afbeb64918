"""A copy of a picture, made after its recipe with Pillow."""

from __future__ import annotations

import math

import fontpkg
from PIL import Image, ImageDraw, ImageEnhance, ImageFont

from pupitre.media.recipe import Recipe

TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""clockwise → as Pillow counts"""
LARGEST, SMALLEST = 0.1, 0.035
"""height of a letter, as a share of the picture's shorter side"""
LOGO, MARGIN = 0.18, 0.03
"""shares of the picture's width"""


def develop(picture: Image.Image, recipe: Recipe, logo: Image.Image | None = None) -> Image.Image:
    """`picture` (RGB or RGBA) after a recipe for one place; see recipe.only_for. `picture` stays as it is."""
    made = picture.transpose(TURNS[recipe["turn"]]) if "turn" in recipe else picture.copy()
    made = _straightened(made, recipe["straighten"]) if "straighten" in recipe else made
    if "light" in recipe:
        made = ImageEnhance.Brightness(made).enhance(1 + recipe["light"] / 100)
    if "contrast" in recipe:
        made = ImageEnhance.Contrast(made).enhance(1 + recipe["contrast"] / 100)
    made = _cropped(made, recipe["box"]) if "box" in recipe else made
    if "words" in recipe:
        _write(made, recipe["words"]["text"], recipe["words"]["place"])
    if logo is not None:
        _stamp(made, logo, recipe["logo"]["corner"])
    made.info = dict(picture.info)
    return made


def _straightened(picture: Image.Image, degrees: float) -> Image.Image:
    """Turned a little, and cut to the largest part of the same shape that has no empty corner."""
    width, height = picture.size
    sine, cosine = abs(math.sin(math.radians(degrees))), math.cos(math.radians(degrees))
    kept = min(width / (width * cosine + height * sine), height / (width * sine + height * cosine))
    turned = picture.rotate(-degrees, Image.Resampling.BICUBIC)
    left, top = width * (1 - kept) / 2, height * (1 - kept) / 2
    return turned.crop((math.ceil(left), math.ceil(top), math.floor(width - left), math.floor(height - top)))


def _cropped(picture: Image.Image, box: list[float]) -> Image.Image:
    width, height = picture.size
    left, top = round(box[0] * width), round(box[1] * height)
    right, bottom = round((box[0] + box[2]) * width), round((box[1] + box[3]) * height)
    return picture.crop((left, top, max(left + 1, min(width, right)), max(top + 1, min(height, bottom))))


def _write(picture: Image.Image, text: str, place: str) -> None:
    """White letters with a dark edge, as large as they fit, in the lower, middle or upper part."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    size = LARGEST * min(width, height)
    while True:
        font = _letters(max(6, size))
        lines = _lines(text, font, width * (1 - 2 * MARGIN))
        edge = max(1, round(size / 14))
        box = draw.multiline_textbbox((0, 0), lines, font, align="center", stroke_width=edge)
        fits = box[2] - box[0] <= width * (1 - 2 * MARGIN) and box[3] - box[1] <= height * 0.6
        if fits or size <= SMALLEST * min(width, height):
            break
        size *= 0.85
    over = height * (1 - MARGIN) - (box[3] - box[1])
    top = {"top": height * MARGIN, "middle": (height - (box[3] - box[1])) / 2, "bottom": over}[place]
    at = ((width - (box[2] - box[0])) / 2 - box[0], top - box[1])
    draw.multiline_text(at, lines, "white", font, align="center", stroke_width=edge, stroke_fill="#1d1b18")


def _letters(size: float) -> ImageFont.FreeTypeFont:
    """Bold Roboto: Latin, Greek and Cyrillic. What Pillow itself carries has no accents (13.0)."""
    font = ImageFont.truetype(str(fontpkg.path("Roboto")), size)
    font.set_variation_by_axes([700, 100])  # weight, width
    return font


def _lines(text: str, font: ImageFont.FreeTypeFont, most: float) -> str:
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > most:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return "\n".join(lines)


def _stamp(picture: Image.Image, logo: Image.Image, corner: str) -> None:
    width, height = picture.size
    mark = logo.convert("RGBA")
    side = max(1, round(LOGO * width))
    mark = mark.resize((side, max(1, round(side * mark.height / mark.width))), Image.Resampling.LANCZOS)
    if mark.height > height * 0.4:
        mark.thumbnail((side, max(1, round(height * 0.4))), Image.Resampling.LANCZOS)
    edge = round(MARGIN * width)
    left = edge if "w" in corner else width - mark.width - edge
    top = edge if "n" in corner else height - mark.height - edge
    picture.paste(mark, (left, max(0, top)), mark)
