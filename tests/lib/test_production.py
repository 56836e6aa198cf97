"""What production starts with: the deploy check is silent with honest settings and names what is wrong with others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management.base import SystemCheckError

from matchmaker.lib.secret_checks import production_doors
from matchmaker.lib.starting import refuse_unsafe

STRONG = "qZ3v9TfK1xWm7Lr5Yb2Hc8Nd4Ps6Gj0uAeRiOtXk-QwErTyUiOp_A1"
PRODUCTION = {
    "HTTPS": "1",
    "SECRET_KEY": STRONG,
    "DATABASE_URL": "postgresql://site:Vq8-hT2m_Rz41LkPw9@db.internal/site",
    "REDIS_URL": "redis://:Yc7-dK3n_Tb52MjQx8@redis.internal:6379/0",
    "ALLOWED_HOSTS": "match.example.kr",
    "CSRF_TRUSTED_ORIGINS": "https://match.example.kr",
    "SITE_URL": "https://match.example.kr",
    "COLLECTED_STATIC": "1",
}


def test_check_deploy_is_silent_with_production_settings(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=project.BASE_DIR, env=kept | PRODUCTION | {"MATCHMAKER_VAR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


@pytest.fixture
def production(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SECRET_KEY", STRONG)
    settings.HTTPS, settings.SECRET_KEY, settings.ACCOUNT_EMAIL_VERIFICATION = True, STRONG, "mandatory"
    for name in ("DATABASE_URL", "REDIS_URL", "SITE_URL"):
        setattr(settings, name, PRODUCTION[name])
    settings.ALLOWED_HOSTS = ["match.example.kr"]
    return settings


def test_honest_settings_are_let_through(production: Any) -> None:
    assert production_doors() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SECRET_KEY", "short", "E004"),
        ("SECRET_KEY", "a" * 80, "E004"),
        ("SECRET_KEY_FALLBACKS", ["old"], "E004"),
        ("FACTOR_KEYS", ["weak"], "E004"),
        ("DATABASE_URL", "postgresql://postgres:postgres@db/site", "E005"),
        ("DATABASE_URL", "postgresql://site@db/site", "E005"),
        ("REDIS_URL", "redis://redis.internal:6379/0", "E005"),
        ("EMAIL_HOST_USER", "mailer", "E006"),
        ("ALLOWED_HOSTS", ["*"], "E007"),
        ("SITE_URL", "http://match.example.kr", "E008"),
        ("FACTOR_FOR_ADMINISTRATORS", False, "E009"),
        ("ACCOUNT_EMAIL_VERIFICATION", "optional", "E010"),
    ],
)
def test_a_weak_spot_is_named_with_what_to_do(production: Any, name: str, value: Any, code: str) -> None:
    setattr(production, name, value)
    (found,) = production_doors()
    assert found.id == f"matchmaker.{code}"
    assert found.hint
    with pytest.raises(SystemCheckError, match=code):
        refuse_unsafe()


def test_a_key_kept_in_a_file_is_for_the_demo(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    assert [found.id for found in production_doors()] == ["matchmaker.E003"]


def test_ones_own_machine_may_be_careless(settings: Any) -> None:
    settings.HTTPS, settings.SECRET_KEY = False, "short"
    assert production_doors() == []
    refuse_unsafe()
