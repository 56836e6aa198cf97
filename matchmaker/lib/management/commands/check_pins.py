"""Lint of what we stand on: every package has one exact version, and the files agree with each other."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

FILES = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
LINE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[A-Za-z0-9.!+]+)(?:\s*;.*)?")
WANTED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?(?:==(?P<version>[^;\s]+))?")


class Command(BaseCommand):
    help = "Every line of the requirements is one exact version from the package index, the same in every file."

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        problems, pins = [], {}
        for name in FILES:
            pins[name], bad = pinned((root / name).read_text("utf-8"))
            problems += [f"{name}: {line!r} is no exact version" for line in bad]
        problems += disagreements(pins)
        asked = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
        problems += unmet(asked, pins[FILES[0]])
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(pins[FILES[-1]])} packages, each with one exact version")


def plain(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> tuple[dict[str, str], list[str]]:
    """Versions by name, and the lines that are none: ranges, addresses, options, paths."""
    found, bad = {}, []
    for line in filter(None, (raw.split("#")[0].strip() for raw in text.splitlines())):
        if match := LINE.fullmatch(line):
            found[plain(match["name"])] = match["version"]
        else:
            bad.append(line)
    return found, bad


def disagreements(pins: dict[str, dict[str, str]]) -> list[str]:
    """What runs in production is what was tested: a larger file holds all of the smaller one."""
    pairs = itertools.pairwise(FILES)
    return [
        f"{name}=={version} of {small} is {pins[large].get(name, 'missing')} in {large}"
        for small, large in pairs
        for name, version in pins[small].items()
        if pins[large].get(name) != version
    ]


def unmet(asked: list[str], pins: dict[str, str]) -> list[str]:
    """Dependencies of pyproject.toml that the compiled file does not hold as written there."""
    wanted = [match for match in map(WANTED.match, asked) if match]
    return [
        f"pyproject.toml asks for {match[0]}, requirements.txt has {pins.get(plain(match['name']), 'nothing')}"
        for match in wanted
        if plain(match["name"]) not in pins or match["version"] not in (None, pins[plain(match["name"])])
    ]
