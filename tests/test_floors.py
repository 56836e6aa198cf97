"""The house stands on its floors: import-linter holds the contracts, and no folder is without a floor."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def floors() -> set[str]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name.strip() for layer in layers for name in layer.replace("|", ":").split(":")}


def test_every_folder_of_the_project_is_on_a_floor() -> None:
    folders = {f"matchmaker.{path.parent.name}" for path in ROOT.glob("matchmaker/*/__init__.py")}
    folders |= {path.parent.name for path in ROOT.glob("*/apps.py")}
    modules = {f"matchmaker.{path.stem}" for path in ROOT.glob("matchmaker/*.py")} - {"matchmaker.__init__"}
    assert folders | modules == floors()


def test_the_package_is_only_an_address() -> None:
    assert (ROOT / "matchmaker" / "__init__.py").read_text() == ""
