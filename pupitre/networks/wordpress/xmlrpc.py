"""A second door, used for one question: does the blog know this login at all?

XML-RPC takes the password in the body, so a host that drops the Authorization header can't hide it.
"""

import re
from xml.sax.saxutils import escape

from pupitre.networks.call import call
from pupitre.networks.errors import NetworkError
from pupitre.networks.words import Grant

ASK = (
    "<?xml version='1.0'?><methodCall><methodName>wp.getUsersBlogs</methodName><params>"
    "<param><value><string>{login}</string></value></param>"
    "<param><value><string>{password}</string></value></param></params></methodCall>"
)


def knows(home: str, grant: Grant) -> bool | None:
    """True or False as XML-RPC says; None where it is closed or unreadable (many hosts close it)."""
    body = ASK.format(login=escape(grant.secrets["login"]), password=escape(grant.secrets["password"]))
    try:
        answer = call("POST", f"{home}/xmlrpc.php", body=body.encode(), headers={"Content-Type": "text/xml"})
    except NetworkError:
        return None
    if not answer.ok or "<methodResponse>" not in answer.text:
        return None
    if "<fault>" not in answer.text:
        return True
    return False if re.search(r"<int>403</int>", answer.text) else None
