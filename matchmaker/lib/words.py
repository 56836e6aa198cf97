"""Which words the code and the templates use, and which of them lack English. Source strings are Korean."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.template.base import Lexer, TokenType

CALLS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext", "ngettext_lazy", "gettext_noop"}
SKIPPED = {".venv", "var", "staticfiles", "benchmarks", "node_modules"}
INLINE = re.compile(r"""^(?:translate|trans)\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
LITERAL = re.compile(r"""_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")
BLOCK = re.compile(r"blocktrans(?:late)?\b")
HANGUL = re.compile("[가-힣]")
ENTRY = re.compile(r"""^(msgctxt ".*"\n)?msgid ((?:".*"\n)+)""", re.MULTILINE)


def english() -> set[str]:
    """Every msgid with a non-empty English msgstr in any catalogue, Django's and allauth's own aside."""
    known: set[str] = set()
    for folder in settings.LOCALE_PATHS:
        for path in Path(folder).glob("en/LC_MESSAGES/django.po"):
            with path.open("rb") as stream:
                for message in read_po(stream):
                    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
                    if ids and all(texts) and texts[0]:
                        known.update(ids)
    return known


def used() -> Iterator[tuple[str, str]]:
    """(file, msgid) for every translatable string of the project."""
    root = Path(settings.BASE_DIR)
    for path in sorted(root.rglob("*.py")):
        if not SKIPPED & set(path.relative_to(root).parts) and "tests" not in path.relative_to(root).parts:
            yield from ((str(path.relative_to(root)), msgid) for msgid in _in_python(path.read_text("utf-8")))
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            yield from ((str(path.relative_to(root)), msgid) for msgid in _in_template(path.read_text("utf-8")))


def _in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in CALLS:
            wanted = node.args[:2] if name.startswith("ngettext") else node.args[:1]
            yield from (arg.value for arg in wanted if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def _in_template(source: str) -> Iterator[str]:
    block: list[str] | None = None
    trimmed = False
    for token in Lexer(source).tokenize():
        if block is not None:
            if token.token_type == TokenType.BLOCK and re.match(r"endblocktrans(late)?$", token.contents):
                yield _joined(block, trimmed)
                block = None
            elif token.token_type == TokenType.BLOCK and token.contents == "plural":
                yield _joined(block, trimmed)
                block = []
            elif token.token_type == TokenType.VAR:
                block.append(f"%({token.contents.strip()})s")
            else:
                block.append(token.contents.replace("%", "%%"))
        elif token.token_type == TokenType.BLOCK:
            if match := INLINE.match(token.contents):
                yield ast.literal_eval(match.group(1)).replace("%", "%%")  # the tag looks it up so
            elif BLOCK.match(token.contents):
                block, trimmed = [], "trimmed" in token.contents.split()
            yield from (ast.literal_eval(text) for text in LITERAL.findall(token.contents))
        elif token.token_type == TokenType.VAR:
            yield from (ast.literal_eval(text) for text in LITERAL.findall(token.contents))


def _joined(block: list[str], trimmed: bool) -> str:
    text = "".join(block)
    return " ".join(line.strip() for line in text.strip().splitlines()).strip() if trimmed else text


def untranslated() -> list[tuple[str, str]]:
    """(file, msgid) of Korean words without English, each once a file."""
    known = english()
    return sorted({(where, msgid) for where, msgid in used() if HANGUL.search(msgid) and msgid not in known})


def said_twice() -> list[tuple[str, str]]:
    """(catalogue, msgid as it is written) where one catalogue has it twice: of the two only the last would count."""
    found = []
    for folder in settings.LOCALE_PATHS:
        for path in sorted(Path(folder).glob("*/LC_MESSAGES/django.po")):
            counts = Counter(ENTRY.findall(path.read_text("utf-8")))
            found += [(str(path), msgid.strip()) for (_context, msgid), n in counts.items() if n > 1]
    return found
