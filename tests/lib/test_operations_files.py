"""The files that an operator copies say what the settings read and start what there is."""

from __future__ import annotations

import configparser
import re
import runpy
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management import get_commands

FOLDER = Path(settings.BASE_DIR) / "docs" / "operations"
SETTINGS = (Path(settings.BASE_DIR) / "matchmaker" / "settings.py").read_text("utf-8")
# Read by libraries, the engine or gunicorn.conf.py, not by the settings.
ELSEWHERE = {"OMP_NUM_THREADS", "NUMBA_CACHE_DIR", "PROMETHEUS_MULTIPROC_DIR", "BIND", "FORWARDED_ALLOW_IPS"}


def units() -> dict[str, Any]:
    found = {}
    for path in [*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")]:
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read_string(path.read_text("utf-8"))
        found[path.name] = parser
    return found


def test_every_variable_of_the_example_is_one_that_is_read() -> None:
    lines = (FOLDER / "matchmaker.env.example").read_text("utf-8").splitlines()
    names = {line.split("=")[0] for line in lines if line and not line.startswith("#")}
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
    for service in ("web", "worker", "beat"):
        names |= set(compose["services"][service]["environment"])
    assert {name for name in names - ELSEWHERE if f'"{name}"' not in SETTINGS} == set()


def test_every_management_command_in_them_exists() -> None:
    text = "\n".join(path.read_text("utf-8") for path in FOLDER.iterdir())
    named = set(re.findall(r"manage\.py (\w+)", text))
    assert {"migrate", "backup", "backup_rehearse", "load_reference", "collectstatic", "compile_catalogs"} <= named
    assert named <= set(get_commands())


def test_web_worker_and_beat_are_started_in_both_ways() -> None:
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
    assert {"postgres", "redis", "web", "worker", "beat"} <= set(compose["services"])
    found = units()
    for name, words in (("web", "gunicorn"), ("worker@", "celery"), ("beat", "celery")):
        assert words in found[f"matchmaker-{name}.service"]["Service"]["ExecStart"]


def test_the_web_servers_settings_load() -> None:
    found = runpy.run_path(str(FOLDER / "gunicorn.conf.py"))
    assert (found["worker_class"], found["workers"]) == ("gthread", 2)
