"""Templates: each compiles, and none carries what the Content-Security-Policy would block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
# A block of JSON is data: it is never run, and the policy lets it be.
INLINE = re.compile(
    r"""\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|<style|javascript:"""
    r"""|<script(?![^>]*\b(?:src=|type="application/json"))"""
)


@pytest.mark.parametrize("name", PAGES)
def test_a_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_template_has_no_inline_style_or_script(name: str) -> None:
    assert INLINE.findall((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_template_is_short(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 140
