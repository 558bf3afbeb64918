"""Small pieces: functions, files, views and templates keep their measure."""

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
HOUSE = HERE / "pupitre"
CODE = sorted(p for p in HOUSE.rglob("*.py") if "migrations" not in p.parts and "tests" not in p.parts)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|coming soon)\b", re.IGNORECASE)
BAD_NAMES = {"utils", "helpers", "services", "managers", "engine", "data"}


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_there_is_code_to_judge():
    assert len(CODE) > 80


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(HERE)))
def test_a_file_is_small_and_finished(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    assert not UNFINISHED.findall(text)
    assert path.stem not in BAD_NAMES
    long = [(f.name, f.end_lineno - f.lineno + 1) for f in functions(path) if f.end_lineno - f.lineno + 1 > 40]
    assert not long


@pytest.mark.parametrize("path", sorted((HOUSE / "web").glob("*/views*.py")), ids=lambda p: p.parent.name)
def test_a_view_is_a_paragraph(path):
    long = []
    for function in functions(path):
        body = [
            node for node in function.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ]
        lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
        if lines > 15:
            long.append((function.name, lines))
    assert not long


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.html")), ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_template_is_small_and_has_no_inline_code(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 250
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)", text)
    assert not re.search(r"\son[a-z]+=[\"']|\sstyle=[\"']|javascript:", text)


def test_no_network_is_named_outside_its_folder():
    names = re.compile(r"\b(bluesky|mastodon|wordpress)\b", re.IGNORECASE)
    wrong = []
    for path in [*CODE, *HOUSE.rglob("*.html"), *HOUSE.rglob("*.js")]:
        if path.is_relative_to(HOUSE / "networks") or "tests" in path.parts:
            continue
        wrong += [
            f"{path.relative_to(HERE)}:{n}"
            for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if names.search(line)
        ]
    assert not wrong


def test_views_know_no_sql():
    forbidden = re.compile(r"\.objects\b(?!\.alive\(\))|connection\.cursor|\.raw\(")
    wrong = []
    for path in sorted((HOUSE / "web").glob("*/views*.py")):
        wrong += [
            f"{path.relative_to(HERE)}:{n}: {line.strip()}"
            for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if forbidden.search(line)
        ]
    assert not wrong


def test_randomness_comes_from_secrets():
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert "random" not in names, path


@pytest.mark.parametrize("path", sorted((HERE / "tests/browser").glob("test_*.py")), ids=lambda p: p.name)
def test_what_needs_a_browser_is_marked(path):
    """Unmarked, it would run beside the quick tests, and its loop would stay in their process."""
    marks = re.findall(r"^pytestmark = .*$", path.read_text("utf-8"), re.M)
    assert marks and "pytest.mark.browser" in marks[0]
