"""Giving back what lets the desk in, when a blog is taken off it.

https://developer.wordpress.org/rest-api/reference/application-passwords, 2026-11-23: a password may look at itself
(`introspect`, since WordPress 5.7) and delete itself.
"""

from pupitre.networks.errors import Refused
from pupitre.networks.wordpress import errors
from pupitre.networks.wordpress.rest import ask, host_of, parsed
from pupitre.networks.words import Grant

OWN = "wp/v2/users/me/application-passwords"


def revoke(grant: Grant) -> None:
    """Delete the application password. May be asked twice: one that is gone already is no error.

    Raises Refused(revoke_none) where the blog lets no program do so; NotSent, Later.
    """
    found = ask(grant, "GET", f"{OWN}/introspect")
    if found.status == 401:
        return
    told = parsed(found)
    if found.ok and isinstance(told, dict) and isinstance(told.get("uuid"), str):
        answer = ask(grant, "DELETE", f"{OWN}/{told['uuid']}")
        if answer.ok or answer.status in {401, 404}:
            return
        found, told = answer, parsed(answer)
    if found.status == 429 or found.status >= 500:
        raise errors.error(found, told, acting=False)
    raise Refused("revoke_none", {"host": host_of(grant.url or grant.server)}, errors.evidence(found))
