"""Every sentence that somebody can see or hear is of general wellness: no effect is promised, no condition is found."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.knowledge.test_words import FORBIDDEN
from tpvision import cli
from tpvision.knowledge import catalog

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PACKAGE = Path(catalog.__file__).parents[1]
FILES = sorted((PACKAGE / "knowledge").glob("*.toml"))
MORE = {
    "en": r"accurat\w*|remed(y|ies)|detect(s|ed|ing)?|cause of|patients?|break\w* up|medicine for",
    "de": r"exakt\w*|präzis\w*|arznei\w*|ursache\w*|reha|patient\w*|löst auf|medizin für",
}
PATTERNS = {
    language: re.compile(rf"\b({FORBIDDEN[language]}|{MORE[language]})\b", re.IGNORECASE) for language in FORBIDDEN
}


def texts(value: Any, language: str, where: str) -> Iterator[tuple[str, str, str]]:
    """Yield all texts of a table with their language and where they stand; a key that ends in one names it."""
    if isinstance(value, str):
        yield language, where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            named = key.rpartition("_")[2]
            yield from texts(item, named if named in FORBIDDEN else language, f"{where}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from texts(item, language, f"{where}[{number}]")


def help_of(command: Any, where: str) -> Iterator[tuple[str, str, str]]:
    for text in (command.help, command.epilog, *(getattr(option, "help", None) for option in command.params)):
        yield "en", where, text or ""
    for name, inner in getattr(command, "commands", {}).items():
        yield from help_of(inner, f"{where} {name}")


def texts_of(path: Path) -> list[tuple[str, str, str]]:
    language = "de" if path.name.endswith(".de.toml") else "en"
    return list(texts(tomllib.loads(path.read_text(encoding="utf-8")), language, path.name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_forbidden_word_in_any_file(path: Path) -> None:
    for language, where, text in texts_of(path):
        assert not PATTERNS[language].search(text), f"{where}: {text}"


def test_no_forbidden_word_in_the_help() -> None:
    found = list(help_of(typer.main.get_command(cli.program), "tpvision"))
    assert len(found) > 30
    for _, where, text in found:
        assert not PATTERNS["en"].search(text), f"{where}: {text}"


def written_in(source: str) -> list[str]:
    """Return all texts in code that are not docstrings: errors, what the terminal says, titles, parts of these."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs]
    return [node.value for node in found if isinstance(node.value, str)]


def test_no_forbidden_word_in_what_the_code_itself_says() -> None:
    said = 0
    for path in sorted(PACKAGE.rglob("*.py")):
        for text in written_in(path.read_text(encoding="utf-8")):
            said += 1
            for pattern in PATTERNS.values():
                assert not pattern.search(text), f"{path.relative_to(PACKAGE)}: {text}"
    assert said > 2000


def test_what_code_says_is_found_in_errors_and_parts_of_sentences_but_not_in_docstrings() -> None:
    source = 'def f(x):\n    """It heals."""\n    raise ValueError(f"{x} cures you.")\n'
    assert written_in(source) == [" cures you."]


def test_no_forbidden_word_in_what_is_read_before_it_is_installed() -> None:
    for name in ("README.md", "pyproject.toml"):
        found = PATTERNS["en"].findall((PACKAGE.parent / name).read_text(encoding="utf-8"))
        assert not found, f"{name}: {found}"


def test_both_languages_are_read_in_every_file_that_has_them() -> None:
    for name in ("screening.toml", "programs.toml"):
        (path,) = [path for path in FILES if path.name == name]
        languages = [language for language, _, _ in texts_of(path)]
        assert min(languages.count("de"), languages.count("en")) > 8


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It relieves pain."),
        ("en", "Detects the cause of it."),
        ("de", "Lindert Schmerzen."),
        ("de", "Die Ursache."),
    ],
)
def test_forbidden_words_are_found_anywhere(language: str, text: str) -> None:
    table = {"question": [{"key": "x", f"watch_{language}": ["Fine.", text]}]}
    found = [row for row in texts(table, "fr", "file") if row[2] == text]
    assert [row[0] for row in found] == [language]
    assert PATTERNS[language].search(found[0][2])
