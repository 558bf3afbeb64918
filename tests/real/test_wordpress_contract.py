"""The contract of all networks, kept on a real WordPress."""

from collections.abc import Callable

import pytest

from pupitre.networks import contract
from pupitre.networks.contract import Cannot, Trial
from tests.real.blog import Blog, wordpress_site
from tests.real.wordpress import RealBlog

__all__ = ["wordpress_site"]

pytestmark = pytest.mark.real


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_a_real_blog_keeps_the_contract(wordpress_site: Blog, check: Callable[[Trial], None]) -> None:
    harness = RealBlog(wordpress_site)
    try:
        check(Trial(harness))
    except Cannot as reason:
        pytest.skip(str(reason))
