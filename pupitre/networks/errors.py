"""The five errors: what the world answered, said as what the desk must do."""

from collections.abc import Mapping
from datetime import datetime

from pupitre.ground import clock


class NetworkError(Exception):
    """Base of the five. `code` has its sentence in a messages.py; `params` fill it in.

    `raw` is what the network said, in its own words, shortened; it never holds a secret.
    """

    def __init__(self, code: str = "", params: Mapping[str, object] | None = None, raw: str = ""):
        super().__init__(code or type(self).__name__, dict(params or {}), raw[:500])
        self.code = code
        self.params = dict(params or {})
        self.raw = raw[:500]


class Later(NetworkError):
    """Nothing was accepted; the network asks to wait until `at` (aware, UTC)."""

    def __init__(self, at: datetime, code: str = "limit", params: Mapping[str, object] | None = None, raw: str = ""):
        super().__init__(code, params, raw)
        self.at = at
        self.wait = at - clock.now()
        """from this instant on; it stays right when the clock is set meanwhile"""


class Reconnect(NetworkError):
    """The token is old (`refresh=True`: one refresh, then again) or dead (a person connects anew)."""

    def __init__(self, refresh: bool, code: str = "", params: Mapping[str, object] | None = None, raw: str = ""):
        super().__init__(code or ("token_old" if refresh else "token_dead"), params, raw)
        self.refresh = refresh


class Refused(NetworkError):
    """Never again as it is: the author is told why."""


class NotSent(NetworkError):
    """Not one byte left us: safe to try again."""


class Unsure(NetworkError):
    """It may be out there: look before sending. `raw` holds the evidence."""
