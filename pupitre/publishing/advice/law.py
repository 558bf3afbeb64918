"""French law that a shop's post often touches: advice with its source, never a verdict. Words can't tell everything.

Each source was looked up on 2026-11-23; laws change, so a rule carries that date to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pupitre.networks.words import Objection

READ = "2026-11-23"


@dataclass(frozen=True, slots=True)
class Rule:
    """`touches`: the post is about it; `settles`: it says what the law wants (never: nothing in a text can)."""

    code: str
    touches: re.Pattern[str]
    source: str
    settles: re.Pattern[str] | None = None


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


RULES = (
    Rule(
        "law_price",
        _any(
            r"(?:^|[\s(])[-−–]\s?\d{1,2}\s?%",
            r"\b\d{1,2}\s?% de (?:réduction|remise|rabais)\b",
            r"\b(?:promo(?:tion)?s?|soldes?|soldée?s?|prix barrés?|ventes? flash|black friday|french days)\b",
        ),
        "Code de la consommation, art. L. 112-1-1",
        _any(
            r"\bau lieu de\b",
            r"\bprix (?:antérieur|de référence|d[’']avant)\b",
            r"\b30 derniers jours\b",
            r"\b(?:plus bas prix|prix le plus bas)\b",
        ),
    ),
    Rule(
        "law_paid",
        _any(
            r"\b(?:en )?partenariat avec\b",
            r"\ben collaboration avec\b",
            r"\bsponsorisée?s?\b",
            r"\boffert(?:e|s|es)? par\b",
            r"\bproduits? offerts?\b",
            r"\bambassad(?:eur|rice)s?\b",
            r"\binfluenceu(?:r|se)s?\b",
        ),
        "Loi n° 2023-451 du 9 juin 2023, art. 5 ; ordonnance n° 2024-978 du 6 novembre 2024",
        _any(
            r"\bpublicité\b",
            r"\bcollaboration commerciale\b",
            r"\bpartenariat rémunéré\b",
            r"#(?:pub|publicité|collaborationcommerciale)\b",
        ),
    ),
    Rule(
        "law_alcohol",
        _any(
            r"\b(?:vins?|bières?|champagnes?|crémants?|cocktails?|spritz|rhums?|whisk(?:y|ey|ies)|vodkas?|gins?)\b",
            r"\b(?:cidres?|pastis|liqueurs?|apéros?|armagnacs?|cognacs?|calvados|mojitos?|digestifs?|cuvées?)\b",
        ),
        "Code de la santé publique, art. L. 3323-2 et L. 3323-4",
        _any(r"abus d[’']alcool est dangereux", r"\bsans alcool\b", r"\bvinaigres? de (?:cidre|vin)\b"),
    ),
    Rule(
        "law_retouched",
        _any(r"\bavant[\s/-]+(?:et )?après\b", r"\bmannequins?\b", r"\bretouchée?s?\b"),
        "Code de la santé publique, art. L. 2133-2 ; décret n° 2017-738 du 4 mai 2017",
        _any(r"\b(?:photographies?|images?) (?:retouchées?|virtuelles?)\b"),
    ),
    Rule(
        "law_contest",
        _any(
            r"\b(?:jeux?|grand)[\s-]concours\b",
            r"\bconcours\b.{0,80}\b(?:gagne[rz]?|tirage)\b",
            r"\btirage au sort\b",
            r"\btentez de gagner\b",
        ),
        "Code de la consommation, art. L. 121-20",
        _any(r"\brèglement\b"),
    ),
)


def of_law(text: str) -> Iterator[Objection]:
    """What the words touch and do not settle; each once."""
    for rule in RULES:
        found = rule.touches.search(text)
        if found and not (rule.settles and rule.settles.search(text)):
            said = {"word": " ".join(found[0].split()), "source": rule.source, "read": READ}
            yield Objection(rule.code, said, weight="advice")
