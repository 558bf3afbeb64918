"""Words as search sees them: accents and case folded away."""

import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ı": "i"})


def fold(text: str) -> str:
    """“Échantillon œuvre” → “echantillon oeuvre”. Folding what is folded changes nothing."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return bare.translate(LIGATURES)
