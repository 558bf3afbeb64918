"""What can be ordered to go wrong on a pretend account, for tests, developers and storms in a tea cup.

An order is a line on the account's sheet, so that it reaches whichever process prints next.
"""

from pupitre.networks.paper.sheet import Sheet


def lose_answer(account: str, times: int = 1) -> None:
    """The next post is printed, and its answer never arrives."""
    Sheet(account, {}).order("lost_answer", executes=True, times=times)


def break_after(account: str, times: int = 1) -> None:
    """The next post is printed, and answered with 500."""
    Sheet(account, {}).order("broken_after", executes=True, times=times)


def break_before(account: str, times: int = 1) -> None:
    """The next post is not printed, and answered with 500 all the same."""
    Sheet(account, {}).order("broken_before", executes=False, times=times)


def limit(account: str, seconds: float, times: int = 1) -> None:
    """The next post is not taken: too many; come back in `seconds`."""
    Sheet(account, {}).order("limit", executes=False, seconds=seconds, times=times)


def unplug(account: str, times: int = 1) -> None:
    """The next post does not reach the network."""
    Sheet(account, {}).order("unreachable", executes=False, times=times)


def refuse(account: str, reason: str, times: int = 1) -> None:
    """The next post is refused for good, for `reason`."""
    Sheet(account, {}).order("refusal", executes=False, reason=reason, times=times)


def expire(account: str) -> None:
    """The token is old until the desk renews it."""
    Sheet(account, {}).order("expired")


def revoke(account: str) -> None:
    """The desk is no longer accepted until somebody connects the account again."""
    Sheet(account, {}).order("revoked")


def slow_lists(account: str, seconds: float) -> None:
    """Lists show a post only so many seconds after it was printed (at the speed time runs here)."""
    Sheet(account, {}).order("slow_lists", seconds=seconds)
