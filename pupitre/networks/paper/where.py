"""Which place an account lives in: on a sheet in a folder, or behind a press that answers over HTTP."""

from pupitre.networks.paper.place import Place
from pupitre.networks.paper.press import Press
from pupitre.networks.paper.sheet import Sheet
from pupitre.networks.words import Grant


def place_of(grant: Grant) -> Place:
    """The press when the account's server is an address, else a sheet of this installation."""
    if grant.server.startswith(("http://", "https://")):
        return Press(grant)
    return Sheet(grant.account, grant.facts)
