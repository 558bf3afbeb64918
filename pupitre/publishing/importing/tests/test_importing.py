"""From the file to posts: what each row would become, confirmed once, each row one post in whatever file it stands."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from pupitre.channels import states
from pupitre.journal.models import Entry
from pupitre.media.models import Asset
from pupitre.media.tests import crafted
from pupitre.publishing import compose, plan
from pupitre.publishing.importing import bring
from pupitre.publishing.importing.examine import examine
from pupitre.publishing.importing.models import Import, ImportedRow
from pupitre.publishing.messages import SENTENCES
from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.tests import stage
from pupitre.publishing.tests.site import allowed
from pupitre.publishing.tests.together import together

PARIS = ZoneInfo("Europe/Paris")
HEAD = "date,text,channel,image\n"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 23, 8, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def blue(brand, owner):
    return stage.paper(brand, owner, name="Blue")


@pytest.fixture
def site(httpserver, monkeypatch, settings, tmp_path):
    yield from allowed(httpserver, monkeypatch, settings, tmp_path)


def brought(brand, owner, *lines, head=HEAD, **chosen) -> Import:
    source = bring.begin(brand, owner, "posts.csv", (head + "\n".join(lines) + "\n").encode())
    if chosen:
        said = {"order": "", "channels": (), "become": Import.PLAN} | chosen
        assert bring.choose(source, **said)
    return bring.find(brand, source.pk)


def told(source) -> list[tuple[int, list[str]]]:
    """(line, codes) of every row; each code has its sentence."""
    found = []
    for each in examine(source).findings:
        codes = [objection.code for _network, objection in each.objections]
        for _network, objection in each.objections:
            if objection.code in SENTENCES:
                assert SENTENCES[objection.code] % objection.params
        found.append((each.entry.line, codes))
    return found


def carried_out(source, owner) -> Import:
    assert bring.confirm(source, owner)
    source = bring.find(source.brand, source.pk)
    for _step in range(20):
        if not bring.left(source, examine(source).findings):
            return source
        bring.carry_on(source, owner)
    raise AssertionError("it goes on for ever")


def test_rows_become_planned_posts_and_only_once_confirmed(brand, owner, blue):
    source = brought(brand, owner, "2026-12-01 09:00,Indigo,Blue,", "2026-12-02 9h30,Madder,paper,")
    assert told(source) == [(2, []), (3, [])]
    bring.carry_on(source, owner)
    assert not Post.objects.exists()
    carried_out(source, owner)
    due = {
        d.post.headline: d.sending.due_at.astimezone(PARIS) for d in Delivery.objects.select_related("sending", "post")
    }
    assert due == {
        "Indigo": datetime(2026, 12, 1, 9, tzinfo=PARIS),
        "Madder": datetime(2026, 12, 2, 9, 30, tzinfo=PARIS),
    }
    assert Entry.objects.filter(verb="import.confirmed").count() == 1


def test_each_bad_row_says_why(brand, owner, blue):
    stage.planned(brand, owner, datetime(2026, 12, 9, 9, tzinfo=PARIS), text="Said already")
    lines = [
        "2026-11-01 09:00,Past,Blue,",
        "2027-03-28 02:30,Gap,Blue,",
        "2026-12-01 09:00,Nowhere,Green,",
        f"2026-12-01 09:00,{'x' * 501},Blue,",
        "2026-12-09 09:00,Said already,Blue,",
        "2026-12-03 09:00,Twin,Blue,",
        "2026-12-03 09:00,Twin,Blue,",
        "03/04/2027 09:00,Which,Blue,",
        ",No time,Blue,",
        "2026-12-04 09:00,,Blue,",
        "2026-12-05 09:00,No channel,,",
        "2026-12-06 09:00,No picture,Blue,ftp://x/y",
        "2027-10-31 02:30,Twice,Blue,",
        "2026-12-07,No hour,Blue,",
    ]
    found = dict(told(brought(brand, owner, *lines)))
    assert found.pop(5) and found.pop(11)
    assert found == {
        2: ["time_past"],
        3: ["import_absent"],
        4: ["import_channel_unknown"],
        6: ["import_planned"],
        7: [],
        8: ["import_same_line"],
        9: ["import_ambiguous"],
        10: ["import_timeless"],
        12: ["import_no_channel"],
        13: ["import_picture_no_address"],
        14: ["import_twice"],
        15: ["import_hourless"],
    }


def test_too_long_is_the_networks_own_word(brand, owner, blue):
    (found,) = examine(brought(brand, owner, f"2026-12-01 09:00,{'x' * 501},Blue,")).findings
    assert not found.ok and found.objections[0][0] == "paper"
    as_draft = brought(brand, owner, f"2026-12-01 09:00,{'x' * 501},Blue,", become=Import.DRAFTS)
    assert examine(as_draft).findings[0].ok


def test_drafts_need_no_time_and_are_not_planned(brand, owner, blue):
    source = carried_out(
        brought(brand, owner, ",Indigo,Blue,", "2026-11-01 9h,Past,Blue,", become=Import.DRAFTS), owner
    )
    assert source.rows.count() == 2 and not Delivery.objects.exists()
    assert Post.objects.drafts().count() == 2


def test_what_was_asked_is_chosen_for_all_rows(brand, owner, blue):
    source = brought(brand, owner, "03/04/2027 09:00,Which", head="date,text\n")
    assert told(source)[0][1][:2] == ["import_ambiguous", "import_no_channel"]
    examined = examine(source)
    assert examined.ambiguous and examined.ambiguous.entry.line == 2 and examined.asks_channels
    bring.choose(source, "month", [blue.pk], Import.PLAN)
    source = carried_out(bring.find(brand, source.pk), owner)
    assert Delivery.objects.get().sending.due_at == datetime(2027, 3, 4, 8, tzinfo=UTC)
    assert not bring.choose(source, "day", [], Import.DRAFTS)


def test_the_same_file_twice_plans_once(brand, owner, blue):
    lines = ["2026-12-01 09:00,Indigo,Blue,", "2026-12-02 09:00,Madder,Blue,"]
    carried_out(brought(brand, owner, *lines), owner)
    again = brought(brand, owner, *lines, "2026-12-03 09:00,Weld,Blue,")
    assert [codes[:1] for _line, codes in told(again)] == [["import_known"], ["import_known"], []]
    carried_out(again, owner)
    assert Post.objects.count() == 3


def test_what_was_thrown_away_may_come_again(brand, owner, blue):
    lines = ["2026-12-01 09:00,Indigo,Blue,"]
    carried_out(brought(brand, owner, *lines), owner)
    delivery = Delivery.objects.get()
    assert plan.withdraw(delivery, owner) and compose.discard(delivery.post, owner)
    carried_out(brought(brand, owner, *lines), owner)
    assert Post.objects.alive().count() == 1 and Delivery.objects.current().count() == 1


def test_nothing_but_what_was_confirmed_is_made(brand, owner, blue):
    faster = stage.planned(brand, owner, datetime(2026, 12, 1, 9, tzinfo=PARIS), text="Indigo")
    source = carried_out(brought(brand, owner, "2026-12-01 09:00,Indigo,Blue,", "2026-12-02 09:00,Madder,Blue,"), owner)
    plan.withdraw(faster, owner)
    assert bring.left(source, examine(source).findings) == []
    bring.carry_on(source, owner)
    assert Post.objects.count() == 2


def test_without_a_row_that_is_ready_nothing_is_confirmed(brand, owner, blue):
    assert not bring.confirm(brought(brand, owner, "soon,Indigo,Blue,"), owner)


def test_what_can_not_be_planned_any_more_stays_a_draft_and_says_why(brand, owner, blue):
    source = brought(brand, owner, "2026-11-23 10:00,Indigo,Blue,")
    assert bring.confirm(source, owner)
    source = bring.find(brand, source.pk)
    row = bring._make(source, examine(source).findings[0], owner)
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC)):  # the desk was stopped in between
        bring.carry_on(source, owner)
    row.refresh_from_db()
    assert row.done_at and [each["code"] for each in row.kept_back] == ["time_past"]
    assert not Delivery.objects.exists() and Post.objects.drafts().count() == 1


def test_pictures_are_tried_first_and_taken_in_when_confirmed(brand, owner, blue, site):
    site.expect_request("/a.jpg").respond_with_data(crafted.picture(), content_type="image/jpeg")
    site.expect_request("/page").respond_with_data("<html>", content_type="text/html")
    urls = [site.url_for(path) for path in ("/a.jpg", "/page", "/gone.jpg")]
    site.expect_request("/gone.jpg").respond_with_data("", status=404)
    lines = [f"2026-12-0{n} 09:00,Picture {n},Blue,{url}" for n, url in enumerate(urls, 1)]
    source = brought(brand, owner, *lines, "2026-12-05 09:00,Inside,Blue,http://127.0.0.1:1/x.jpg")
    assert len(examine(source).untried) == 4 and not bring.confirm(source, owner)
    bring.carry_on(source, owner)
    assert not Asset.objects.exists()
    source = bring.find(brand, source.pk)
    assert dict(told(source)) == {
        2: [],
        3: ["import_picture_none"],
        4: ["import_picture_gone"],
        5: ["import_picture_private"],
    }
    carried_out(source, owner)
    post = Post.objects.get()
    assert post.content["pictures"] == [{"asset": Asset.objects.get().pk, "alt": ""}]
    assert post.deliveries.get().state == states.PLANNED


def test_the_files_of_another_brand_are_not_found(brand, owner, other_brand, outsider, blue):
    theirs = bring.begin(other_brand, outsider, "posts.csv", b"text\nIndigo\n")
    with pytest.raises(Import.DoesNotExist):
        bring.find(brand, theirs.pk)
    carried_out(brought(brand, owner, "2026-12-01 09:00,Indigo,Blue,"), owner)
    assert bring.lately(other_brand) == [theirs]


def test_a_file_nobody_confirmed_is_forgotten(brand, owner, blue):
    old = brought(brand, owner, "2026-12-01 09:00,Indigo,Blue,")
    Import.objects.filter(pk=old.pk).update(made_at=old.made_at - bring.FORGOTTEN - timedelta(days=1))
    brought(brand, owner, "2026-12-02 09:00,Madder,Blue,")
    assert Import.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_go_on_at_once_make_every_row_once(brand, owner, blue):
    lines = [f"2026-12-{day:02} 09:00,Post {day},Blue," for day in range(1, 9)]
    sources = [brought(brand, owner, *lines), brought(brand, owner, *lines)]
    for source in sources:
        assert bring.confirm(source, owner)
    sources = [bring.find(brand, source.pk) for source in sources]
    calls = [lambda source=source: bring.carry_on(source, owner) for source in sources for _click in range(2)]
    together(*calls)
    assert Post.objects.count() == ImportedRow.objects.count() == Delivery.objects.current().count() == 8
    assert not ImportedRow.objects.filter(done_at=None).exists()
