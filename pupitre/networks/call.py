"""How connectors speak HTTP: failures of the wire become the five errors, here and nowhere else."""

import re
from typing import Any

from pupitre.ground import http
from pupitre.ground.http import Answer
from pupitre.networks.errors import NotSent, Unsure


def call(method: str, url: str, **options: Any) -> Answer:
    """`ground.http.request`; raises NotSent when not one byte left us, Unsure when it may have arrived.

    A look (GET) that breaks is NotSent too: nothing was changed by it.
    """
    try:
        return http.request(method, url, **options)
    except http.AddressRefused as failure:
        raise NotSent("address_refused", {"url": _host(url)}, failure.detail) from failure
    except http.NothingLeft as failure:
        raise NotSent("unreachable", {"host": _host(url)}, failure.detail) from failure
    except http.Interrupted as failure:
        error = NotSent if method in {"GET", "HEAD"} else Unsure
        raise error("interrupted", {"host": _host(url)}, failure.detail) from failure


def _host(url: str) -> str:
    """Host and port alone: the rest of an address may hold a token."""
    return re.split(r"[/?#]", url.split("//", 1)[-1], maxsplit=1)[0].rsplit("@", 1)[-1]
