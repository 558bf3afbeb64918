"""The verbs of the shell: the same as the pages', with an exit status and sentences."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings

from pupitre.desk import audit


class Refused(Exception):
    """What a person can mend; printed on standard error, exit status 1."""


def run(words: argparse.Namespace) -> int:
    """Carry out one verb."""
    _wake_django()
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "channel": _channel,
        "post": _post,
        "deliveries": _deliveries,
        "hold": _hold,
        "lift": _lift,
        "doctor": _doctor,
        "demo": _demo,
        "audit": audit.run,
        "second-step": _second_step,
    }
    from django.db import OperationalError, ProgrammingError

    try:
        return verbs[words.verb](words)
    except Refused as refused:
        print(f"pupitre: {refused}", file=sys.stderr)
    except OperationalError:
        print("pupitre: the database does not answer. Start it with “pupitre up”, then try again.", file=sys.stderr)
    except ProgrammingError:
        print("pupitre: the database is of another version. Start “pupitre up” once: it mends that.", file=sys.stderr)
    return 1


def _wake_django() -> None:
    """One short command needs no pool, and asks a database that is away once."""
    if not apps.ready:
        options: dict[str, Any] = settings.DATABASES["default"]["OPTIONS"]  # type: ignore[assignment]
        options.update(pool=False, connect_timeout=10)
    django.setup()


def _brand(words: argparse.Namespace) -> Any:
    from pupitre.brands.models import Brand

    known = list(Brand.objects.order_by("slug"))
    brands = [brand for brand in known if (brand.slug == words.brand if words.brand else not brand.is_demo)]
    if not brands and words.brand and known:
        raise Refused(f"“{words.brand}” is no brand of this desk. There are: {', '.join(b.slug for b in known)}")
    if not brands:
        raise Refused("there is no brand yet. Open the pages and found one first.")
    if len(brands) > 1:
        raise Refused("there are several brands: say which with --brand " + " | ".join(brand.slug for brand in brands))
    return brands[0]


def _owner(brand: Any) -> Any:
    return brand.memberships.filter(role="owner").select_related("member").earliest("since").member


def _channels(brand: Any, names: list[str]) -> list[Any]:
    every = list(brand.channels.filter(removed_at=None).order_by("id"))
    found = []
    for name in names:
        fitting = [c for c in every if name.lower() in (str(c.pk), c.name.lower(), c.handle.lower(), c.network)]
        if len(fitting) != 1:
            known = ", ".join(f"{c.pk} {c.name} ({c.network})" for c in every) or "none yet"
            raise Refused(f"“{name}” is {'no channel' if not fitting else 'several channels'}. There are: {known}")
        found.append(fitting[0])
    return found


def _channel(words: argparse.Namespace) -> int:
    return {"add": _channel_add, "list": _channel_list, "check": _channel_check}[words.channel_verb](words)


def _channel_add(words: argparse.Namespace) -> int:
    from pupitre.channels import connect
    from pupitre.networks import registry
    from pupitre.networks.errors import NetworkError
    from pupitre.networks.words import Detour
    from pupitre.publishing.jobs import read_past_later

    if words.network not in registry.cards():
        raise Refused(f"“{words.network}” is no network of this desk. There are: {', '.join(registry.cards())}")
    brand = _brand(words)
    answers = _answers(registry.card(words.network).connects.questions(), words.answers)
    try:
        grant = connect.begin(words.network, answers, callback="urn:ietf:wg:oauth:2.0:oob")
        if isinstance(grant, Detour):
            print(f"Open this address, agree, and paste the code it shows:\n\n  {grant.url}\n")
            code = _typed(input, "code")
            grant = connect.finish(words.network, grant.memory, {"code": code, "state": grant.memory.get("state", "")})
        channel = connect.keep(brand, words.network, grant, _owner(brand))
    except NetworkError as error:
        raise Refused(sentence(words.network, error.code, error.params)) from error
    read_past_later(channel.pk)
    print(f"connected: {channel.pk} {channel.name} ({channel.network})")
    return 0


def _answers(questions: Any, given: list[str]) -> dict[str, str]:
    odd = [item for item in given if "=" not in item]
    if odd:
        asked = ", ".join(f"{question.name}=…" for question in questions)
        raise Refused(f"“{odd[0]}” is no answer. This network asks: {asked}")
    answers = dict(item.split("=", 1) for item in given)
    for question in questions:
        if question.name in answers or not question.required:
            continue
        if not sys.stdin.isatty() and not question.initial:
            raise Refused(f"{question.name} is missing: add {question.name}=…")
        ask = getpass.getpass if question.kind == "password" else input
        answers[question.name] = (_typed(ask, question.name) if sys.stdin.isatty() else "") or question.initial
    return answers


def _typed(ask: Callable[[str], str], name: str) -> str:
    """What a person types; nobody may be there to type it."""
    try:
        return ask(f"{name}: ").strip()
    except EOFError as error:
        raise Refused(f"nobody typed the {name}; nothing was connected.") from error


def _channel_list(words: argparse.Namespace) -> int:
    rows = [
        {"id": c.pk, "network": c.network, "name": c.name, "handle": c.handle, "state": c.state, "error": _error_of(c)}
        for c in _brand(words).channels.filter(removed_at=None).order_by("id")
    ]
    if words.json:
        print(json.dumps(rows, ensure_ascii=False))
    for row in rows if not words.json else ():
        print(f"{row['id']:>4}  {row['network']:<12} {row['state']:<10} {row['name']}  {row['handle']}  {row['error']}")
    return 0


def _channel_check(words: argparse.Namespace) -> int:
    from pupitre.channels import connect

    brand = _brand(words)
    every = _channels(brand, words.names) if words.names else list(brand.channels.filter(removed_at=None))
    well = True
    for channel in every:
        healthy = connect.check(channel)
        well = well and healthy
        print(f"{channel.pk:>4}  {channel.name}: {'connected' if healthy else _error_of(channel)}")
    return 0 if well else 1


def _error_of(channel: Any) -> str:
    return sentence(channel.network, channel.error_code, channel.error_params) if channel.error_code else ""


def _post(words: argparse.Namespace) -> int:
    from pupitre.publishing.compose import Draft, begin, save
    from pupitre.publishing.plan import plan

    brand = _brand(words)
    channels = _channels(brand, words.channel)
    member = _owner(brand)
    content: dict[str, Any] = {
        "text": words.text,
        "language": brand.language,
        "pictures": _pictures(words, brand, member),
    }
    if words.title:
        content["title"] = words.title
    at = _time(words.at, brand)
    post = begin(brand, member)
    post = save(post, Draft(content, {c.pk: {} for c in channels}, {}, at), member, post.number)
    planned = plan(post, member, at)
    if not planned.ok:
        lines = [sentence(v.channel.network if v else "", o.code, dict(o.params)) for v, o in planned.objections]
        raise Refused("nothing was planned; the draft is kept.\n  " + "\n  ".join(lines))
    if words.wait:
        _wait(planned.deliveries, words.wait)
    return _show([d.pk for d in planned.deliveries], brand, words.json, fail=bool(words.wait))


def _pictures(words: argparse.Namespace, brand: Any, member: Any) -> list[dict[str, Any]]:
    from pupitre.media.messages import SENTENCES
    from pupitre.media.pictures import PictureRefused
    from pupitre.media.take_in import take_in

    if len(words.alt) > len(words.image):
        raise Refused("there are more --alt than --image: each text describes one picture, in the same order.")
    kept = []
    for position, name in enumerate(words.image):
        try:
            asset = take_in(brand, name, Path(name).read_bytes(), member)
        except OSError as error:
            raise Refused(f"{name} can't be read: {error.strerror}") from error
        except PictureRefused as refused:
            raise Refused(f"{name}: " + str(SENTENCES[refused.code]) % refused.params) from refused
        kept.append({"asset": asset.pk, "alt": words.alt[position] if position < len(words.alt) else ""})
    return kept


def _time(text: str | None, brand: Any) -> datetime | None:
    if not text:
        return None
    from pupitre.publishing import wall

    try:
        return wall.read(text, brand.zone)
    except wall.Absent as odd:
        near = " or ".join(f"{at.astimezone(brand.zone):%H:%M}" for at in (odd.before, odd.after))
        raise Refused(f"{odd.wall:%H:%M} does not exist that day in {brand.zone}: write {near}.") from odd
    except wall.Twice as odd:
        both = " or ".join(at.astimezone(brand.zone).isoformat(timespec="minutes") for at in (odd.first, odd.second))
        raise Refused(f"{odd.wall:%H:%M} comes twice that day in {brand.zone}: write {both}.") from odd
    except ValueError as error:
        raise Refused(f"“{text}” is no time. Write it like 2026-11-24T11:30.") from error


def _wait(deliveries: list[Any], seconds: float) -> None:
    from pupitre.channels.states import NEEDS_SOMEBODY, OVER

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for delivery in deliveries:
            delivery.sending.refresh_from_db()
        if all(delivery.sending.state in (*OVER, *NEEDS_SOMEBODY) for delivery in deliveries):
            return
        time.sleep(0.2)


def _deliveries(words: argparse.Namespace) -> int:
    from django.utils import timezone

    from pupitre.publishing.models import Delivery

    brand = _brand(words)
    now = timezone.now()
    span = timedelta(days=words.days)
    found = Delivery.objects.filter(brand=brand).between(now - span, now + span)
    return _show(list(found.values_list("pk", flat=True)), brand, words.json)


def _show(ids: list[int], brand: Any, as_json: bool, fail: bool = False) -> int:
    from pupitre.publishing.models import Delivery

    found = (
        Delivery.objects.filter(pk__in=ids)
        .select_related("post", "channel", "sending")
        .order_by("sending__due_at", "pk")
    )
    rows = [_row(delivery) for delivery in found]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
    for row in rows if not as_json else ():
        due = datetime.fromisoformat(row["due"]).astimezone(brand.zone)
        line = f"{row['id']:>5}  {due:%d/%m %H:%M}  {row['state']:<10} {row['channel']:<20}"
        print(line, row["headline"][:60], row["url"])
        if row["reason"]:
            print(f"       {row['reason']}")
    return 1 if fail and any(row["state"] != "sent" for row in rows) else 0


def _row(delivery: Any) -> dict[str, Any]:
    first = delivery.sending.parts.order_by("position").first()
    last = delivery.sending.parts.exclude(state="sent").order_by("position").first() or first
    reason = sentence(delivery.channel.network, last.reason_code, last.reason_params) if last.reason_code else ""
    return {
        "id": delivery.pk,
        "post": delivery.post_id,
        "channel": delivery.channel.name,
        "network": delivery.channel.network,
        "due": delivery.sending.due_at.isoformat(),
        "state": delivery.sending.state,
        "url": first.remote_url,
        "remote_id": first.remote_id,
        "reason": reason,
        "headline": delivery.post.headline,
    }


def _hold(words: argparse.Namespace) -> int:
    from pupitre.channels.hold import hold

    brand = _brand(words)
    receipt = hold(brand, words.reason, None)
    print(f"Held: nothing leaves {brand.name} until you lift it (pupitre lift).")
    for sending in receipt.leaving_now:
        due = sending.due_at.astimezone(brand.zone)
        print(f"  leaving now, it may still arrive: {sending.channel.name}, planned {due:%H:%M}")
    return 0


def _lift(words: argparse.Namespace) -> int:
    from pupitre.channels.hold import lift

    brand = _brand(words)
    held = brand.hold_now()
    if held is None:
        raise Refused("nothing is held.")
    waiting = lift(held, None)
    print(f"Lifted. {len(waiting)} would have gone out meanwhile; each waits for a decision on its page.")
    return 0


def _doctor(words: argparse.Namespace) -> int:
    from pupitre.desk.doctor.shell import doctor

    return doctor(words)


def _demo(words: argparse.Namespace) -> int:
    from pupitre.brands import demo
    from pupitre.ground.environment import environment

    if words.what == "furnish":
        member = demo.standing(words.language) or demo.open_demo(words.language)[1]
        print(f"{environment().base}/demo/door/{demo.door(member)}")
    else:
        demo.leave_all()
        print("No demo brand is left.")
    return 0


def sentence(network: str, code: str, params: dict[str, Any]) -> str:
    """A code in English words, for the shell."""
    from pupitre.channels.messages import SENTENCES as of_channels
    from pupitre.networks import registry
    from pupitre.publishing.messages import SENTENCES as of_publishing

    english = registry.sentence(network, code)
    if english == code:
        english = str(of_channels.get(code) or of_publishing.get(code) or code)
    name = registry.cards()[network].name if network in registry.cards() else network
    try:
        return english % {"network": name, **params}
    except KeyError:
        return english


def _second_step(words: argparse.Namespace) -> int:
    from pupitre.brands import second_step
    from pupitre.brands.models import Member

    member = Member.objects.filter(email=words.email.strip().lower()).first()
    if member is None:
        raise Refused(f"nobody signs in here as “{words.email}”.")
    if not second_step.set_back(member, by=None):
        raise Refused(f"{member.email} has no second step: the password alone opens already.")
    print(f"The second step of {member.email} is off: the password alone opens, until it is set up anew.")
    return 0
