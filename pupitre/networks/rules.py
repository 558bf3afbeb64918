"""What a network would refuse, told all at once from its rules: no network is named here."""

from collections.abc import Iterator

from pupitre.networks.words import Media, Objection, Outgoing, Rules

MB = 1_000_000


def objections(outgoing: Outgoing, rules: Rules) -> list[Objection]:
    """Every objection that `rules` alone can see, in the order in which a person reads the form."""
    if outgoing.change == "delete":
        return [] if rules.deletes else [Objection("delete_none", place="post")]
    return [
        *_post(outgoing, rules),
        *_text(outgoing, rules),
        *_pictures(outgoing, rules),
        *_poll(outgoing, rules),
        *_warning(outgoing, rules),
    ]


def _post(outgoing: Outgoing, rules: Rules) -> Iterator[Objection]:
    if outgoing.change == "edit" and not rules.edits:
        yield Objection("edit_none", place="post")
    if rules.shape != "article":
        return
    title = outgoing.article.title.strip() if outgoing.article else ""
    if not title:
        yield Objection("title_empty", place="title")
    elif rules.title and len(title) > rules.title:
        yield Objection("title_long", {"most": rules.title}, "title")


def _text(outgoing: Outgoing, rules: Rules) -> Iterator[Objection]:
    text = outgoing.article.html if outgoing.article else outgoing.text
    if not text.strip() and not outgoing.media and outgoing.change == "create":
        yield Objection("text_empty")
    count = rules.count(text)
    if rules.length and count > rules.length:
        over = {"over": count - rules.length, "count": count, "most": rules.length}
        yield Objection("text_long", over)


def _pictures(outgoing: Outgoing, rules: Rules) -> Iterator[Objection]:
    if not outgoing.media:
        return
    allowed = rules.pictures
    if allowed is None or allowed.most == 0:
        yield Objection("pictures_none", place="media")
        return
    if len(outgoing.media) > allowed.most:
        yield Objection("pictures_many", {"most": allowed.most, "count": len(outgoing.media)}, "media")
    for picture in outgoing.media:
        yield from _picture(picture, rules)


def _picture(picture: Media, rules: Rules) -> Iterator[Objection]:
    allowed = rules.pictures
    assert allowed is not None
    if picture.mime not in allowed.types:
        yield Objection("picture_type", {"name": picture.name, "type": picture.mime}, "media")
    if allowed.alt and not picture.alt.strip():
        yield Objection("alt_missing", {"name": picture.name}, "media", "look")
    if allowed.alt and len(picture.alt) > allowed.alt:
        yield Objection("alt_long", {"name": picture.name, "most": allowed.alt}, "media")
    if picture.size > allowed.bytes:
        weights = {"name": picture.name, "size": round(picture.size / MB, 1), "most": round(allowed.bytes / MB, 1)}
        yield Objection("picture_heavy", weights, "media", "look")


def _poll(outgoing: Outgoing, rules: Rules) -> Iterator[Objection]:
    poll = outgoing.poll
    if poll is None:
        return
    if rules.polls is None:
        yield Objection("poll_none", place="poll")
        return
    if not 2 <= len(poll.options) <= rules.polls.most:
        yield Objection("poll_options", {"most": rules.polls.most}, "poll")
    for option in poll.options:
        if len(option) > rules.polls.option:
            yield Objection("poll_option_long", {"option": option, "most": rules.polls.option}, "poll")


def _warning(outgoing: Outgoing, rules: Rules) -> Iterator[Objection]:
    if outgoing.warning and not rules.warning:
        yield Objection("warning_none", place="warning", weight="look")
