"""What the house asks of a shelf, whatever it stands on: the folder's tests and the bucket's are these."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile, File

from pupitre.media.listing import names

WHOLE = bytes(range(256)) * 4000
"""a million bytes, no two places of which look alike to a range that is off by one"""
HEAVY = WHOLE * 12
"""more than one part of an upload, and more than is read in one go"""


class ShelfContract:
    """A test class inherits it and supplies the fixture `shelf`, empty."""

    def test_what_is_kept_is_read_again_byte_for_byte(self, shelf):
        for name, content in (("1/a.jpg", WHOLE), ("1/empty.png", b""), ("1/heavy.webp", HEAVY)):
            assert shelf.save(name, ContentFile(content)) == name
            with shelf.open(name, "rb") as file:
                assert file.read() == content
            assert shelf.size(name) == len(content)

    def test_a_file_object_is_kept_whole_wherever_it_stands(self, shelf):
        file = io.BytesIO(WHOLE)
        file.seek(500)
        shelf.save("1/a.jpg", File(file))
        with shelf.open("1/a.jpg") as kept:
            assert kept.read() == WHOLE

    @pytest.mark.parametrize("content", [WHOLE, HEAVY], ids=["light", "heavy"])
    def test_a_piece_of_it_is_read_from_anywhere(self, shelf, content):
        shelf.save("1/a.jpg", ContentFile(content))
        with shelf.open("1/a.jpg", "rb") as file:
            for start in (0, 255, 4_000_001, len(content) - 3):
                file.seek(start)
                assert file.read(1000) == content[start : start + 1000]
            file.seek(-10, io.SEEK_END)
            assert file.read() == content[-10:] and file.read() == b"" and file.size == len(content)

    def test_what_is_not_there_is_said_so(self, shelf):
        with pytest.raises(FileNotFoundError):
            shelf.open("1/none.jpg", "rb")
        with pytest.raises(FileNotFoundError):
            shelf.size("1/none.jpg")
        assert not shelf.exists("1/none.jpg")

    def test_what_is_removed_is_gone_and_may_be_removed_again(self, shelf):
        shelf.save("1/a.jpg", ContentFile(WHOLE))
        for _ in range(2):
            shelf.delete("1/a.jpg")
        assert not shelf.exists("1/a.jpg") and list(names(shelf)) == []

    def test_every_file_is_named_in_order_and_no_hidden_one(self, shelf):
        kept = ["1/a.jpg", "1/far/c.webp", "1/far/d.webp", "12/b.png"]
        for name in (*reversed(kept), "1/.doctor", ".doctor"):
            shelf.save(name, ContentFile(b"x"))
        assert list(names(shelf)) == kept
        assert list(names(shelf, "1/")) == kept[:3]
        assert list(names(shelf, "3/")) == []

    def test_many_files_are_all_named(self, shelf):
        kept = [f"1/{number:04}.jpg" for number in range(1100)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda name: shelf.save(name, ContentFile(b"x")), kept))
        assert list(names(shelf)) == kept

    def test_it_says_when_a_file_was_kept(self, shelf):
        shelf.save("1/a.jpg", ContentFile(b"x"))
        assert shelf.get_modified_time("1/a.jpg").tzinfo is not None
