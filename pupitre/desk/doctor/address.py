"""The public address: its name, its certificate, and that it is we who answer there."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.ground import http
from pupitre.ground.checks import FAULT, OK, WARNING, Check, Finding
from pupitre.ground.environment import environment
from pupitre.ground.secrets import installation_mark

WITHIN = 8
"""seconds"""


def _address(brand_id: int | None) -> Iterator[Finding]:
    address = environment().address
    if not address:
        yield Finding(
            WARNING,
            _("No public address is set: links in mails open only on this machine."),
            _("Put a proxy with a certificate in front, then set PUPITRE_ADDRESS=https://…"),
        )
        return
    said = {"address": environment().base}
    if not environment().public:
        yield Finding(
            WARNING,
            _("%(address)s is not encrypted: passwords travel in the open on that network.") % said,
            _("Give it a certificate (Caddy does it by itself), then write https:// in PUPITRE_ADDRESS."),
        )
    try:
        answer = http.request("GET", f"{environment().base}/healthz", timeout=WITHIN, most=10_000, redirects=3)
    except http.HttpFailure as failure:
        yield _unreached(failure, said)
    else:
        yield _answered(answer, said)


def _answered(answer: http.Answer, said: dict[str, str]) -> Finding:
    told = answer.json()
    if isinstance(told, dict) and told.get("mark") == installation_mark():
        return Finding(
            OK,
            _(
                "%(address)s leads to this desk, asked from this machine. Whether everybody outside reaches it can’t "
                "be known from here: open it once from a phone that is not on your network."
            )
            % said,
        )
    return Finding(
        FAULT,
        _("%(address)s answers (status %(status)d), but it is not this desk.") % {**said, "status": answer.status},
        _("Let the proxy pass everything on to this desk, and look at what PUPITRE_ADDRESS says."),
    )


def _unreached(failure: http.HttpFailure, said: dict[str, str]) -> Finding:
    if failure.code in ("name_not_found", "name_timeout"):
        return Finding(
            FAULT,
            _("The name of %(address)s is not known.") % said,
            _("Make a DNS record (A, AAAA) that points to this machine; it may take an hour until it is seen."),
        )
    if failure.code == "private_address":
        return Finding(
            WARNING,
            _("From here %(address)s leads to an address of the inside network: what outside sees can’t be told.")
            % said,
            _("Open it once from a phone that is not on your network. For a desk of the inside only, all is well."),
        )
    if failure.code == "tls":
        return Finding(
            FAULT,
            _("The certificate of %(address)s is of another name, has ended, or is nobody’s we know.") % said,
            _("Renew it (Caddy does it by itself), and see that ports 80 and 443 reach the proxy."),
        )
    return Finding(
        WARNING,
        _(
            "%(address)s does not answer this machine. Some routers let nobody call their own address from within: "
            "then only somebody outside can tell."
        )
        % said,
        _("Open it from a phone that is not on your network. If that fails too: ports 80 and 443, proxy, firewall."),
    )


ADDRESS = Check("address", gettext_lazy("Public address"), _address)
