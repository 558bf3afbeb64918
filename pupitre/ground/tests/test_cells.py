"""R16: a cell that a spreadsheet would work out is prefixed, also after quotes and blanks."""

import csv
import io

import pytest

from pupitre.ground.cells import rows, safe


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
@pytest.mark.parametrize("before", ["", '"', "'", " ", '""', "\u00a0", "\ufeff", '"\u200b'])
@pytest.mark.parametrize("rest", ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("https://evil.example","x")', "\n=1"])
def test_what_could_be_a_formula_is_prefixed(start, before, rest):
    ((cell,),) = csv.reader(io.StringIO(rows([[before + start + rest]]), newline=""))
    assert cell == "'" + before + start + rest


@pytest.mark.parametrize("plain", ["", "Hello", "1 + 1 = 2", "a@b.example", "“=”", "Noé", "12", "sending.sent"])
def test_what_is_none_stays_as_it_is(plain):
    assert safe(plain) == plain


def test_other_values_become_text():
    assert (safe(None), safe(7), safe("a\0b")) == ("", "7", "ab")
    assert safe(-7) == "'-7"


def test_quotes_commas_and_lines_stay_in_their_cell():
    row = ['a "b"', "c,d", "e\r\nf"]
    assert list(csv.reader(io.StringIO(rows([row]), newline=""))) == [row]
