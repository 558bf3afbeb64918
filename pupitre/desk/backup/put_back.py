"""`python -m pupitre.desk.backup.put_back FILE`: the database as it was a moment ago, when an upgrade has failed.

Unlike a restore it opens no gap and signs nobody out: nothing has run since the file was made.
"""

import sys
import tempfile
from pathlib import Path

from pupitre.desk.backup import dump, file
from pupitre.desk.backup.lock import Lock
from pupitre.ground.database import database_url


def main(path: Path) -> int:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        content = file.read(path, Lock(), Path(folder))
        dump.restore(database_url(), content.dump, content.head["rows"], "")
    dump.forget_old(database_url())
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
