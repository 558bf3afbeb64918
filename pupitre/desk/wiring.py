"""The one file that knows every room: it fills the registers that lower rooms offer."""

from pupitre.brands.demo import clearings, furnishings, provisions
from pupitre.channels.arm import leave_checks
from pupitre.channels.attempt import last_looks
from pupitre.desk.demo.furnish import clear, furnish, provide
from pupitre.desk.doctor import add_checks
from pupitre.journal import seals
from pupitre.journal.reading import followers
from pupitre.notices import tell
from pupitre.publishing import follow
from pupitre.publishing.approval.standing import why_not
from pupitre.publishing.links import dead_link
from pupitre.publishing.rights import rights_over


def wire() -> None:
    """Called once, when Django is ready."""
    followers.add(seals.FOLLOWER, order=5)
    followers.add(follow.FOLLOWER, order=10)
    followers.add(tell.FOLLOWER, order=20)
    last_looks.add(rights_over, order=10)
    last_looks.add(dead_link)
    leave_checks.add(why_not)
    provisions.add(provide)
    furnishings.add(furnish)
    clearings.add(clear)
    add_checks()
