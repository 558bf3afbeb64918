"""The doctor: looks at the installation and says what is so, what that means and what to do. Changes nothing."""

from pupitre.channels import examined as channels
from pupitre.desk.doctor.address import ADDRESS
from pupitre.desk.doctor.backups import BACKUPS
from pupitre.desk.doctor.database import DATABASE
from pupitre.desk.doctor.disk import DISK
from pupitre.desk.doctor.keys import KEYS
from pupitre.desk.doctor.time import TIME
from pupitre.desk.doctor.version import VERSION
from pupitre.ground.checks import checks
from pupitre.media.examined import PICTURES
from pupitre.notices import examined as notices


def add_checks() -> None:
    """In the order in which somebody mends: what the others stand on comes first."""
    for order, check in enumerate(
        [
            DATABASE,
            DISK,
            PICTURES,
            KEYS,
            TIME,
            channels.WORKER,
            channels.LISTENER,
            ADDRESS,
            BACKUPS,
            notices.MAIL,
            channels.CHANNELS,
            VERSION,
        ]
    ):
        checks.add(check, order * 10)
