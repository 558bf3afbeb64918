"""Words as search sees them: accents and case folded away."""

import unicodedata


def fold(text: str) -> str:
    """“Échantillon œuvre” → “echantillon oeuvre”."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
