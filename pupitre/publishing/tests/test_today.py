"""What Today tells of the plan: a line is one post at one minute, on however many channels."""

import pytest

from pupitre.publishing import plan
from pupitre.publishing.tests import stage
from pupitre.publishing.today import overview

pytestmark = pytest.mark.django_db


def test_a_post_sent_now_on_several_channels_is_one_line(brand, owner):
    names = ["Lune", "Atelier", "Blog"]
    for name in names:
        stage.paper(brand, owner, name)
    post = stage.written(brand, owner, "La boutique est ouverte")
    assert plan.plan(post, owner, None).ok
    told = overview(brand)
    lines = told.today + told.ahead  # the minute may be the day's last
    assert len(lines) in {1, 2}, "one line, or two when the minute turned meanwhile"
    assert sorted(d.channel.name for line in lines for d in line.deliveries) == sorted(names)
    assert all((line.at.second, line.at.microsecond, line.post) == (0, 0, post) for line in lines)
