"""`python -m pupitre.desk.backup.put_back FILE [--look]`: the database as it was before an upgrade that failed.

Unlike a restore it signs nobody out, and it opens no gap, since nothing has run after the file was made; with --look
something may have: then the next start looks for what left since, as after a restore.
"""

import sys
import tempfile
from pathlib import Path

from pupitre.desk.backup import dump, file
from pupitre.desk.backup.dump import sign
from pupitre.desk.backup.lock import Lock
from pupitre.ground.database import database_url


def main(path: Path, look: bool) -> int:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        content = file.read(path, Lock(), Path(folder))
        dump.restore(database_url(), content.dump, content.head["rows"], sign(content.head["made_at"]) if look else "")
    if not look:
        dump.forget_old(database_url())
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "--look" in sys.argv[2:]))
