"""Settings are safe by default: what a real installation sets is enough, and what it forgets is told."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

REAL = {
    "SECRET_KEY": "9f8Zq2LmX7pR4tV1wY6bN3cK5dJ0hGs8uEaQzTiOoPlMxBvCnWrDfGhYkU",
    "ALLOWED_HOSTS": "skolaforst.example",
    "SITE_URL": "https://skolaforst.example",
    "CSRF_TRUSTED_ORIGINS": "https://skolaforst.example",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py as in production, whatever the .env of this folder says."""
    clean = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    # read_env overrides nothing that is set: DEBUG and the key of .env are hidden
    given = clean | {"DEBUG": "0", "SECRET_KEY": "", "VAR_DIR": str(settings.SCRATCH)} | environment
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=given, capture_output=True, text=True
    )


def test_a_real_installation_passes_the_deployment_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **REAL)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_without_a_secret_key_nothing_starts_and_the_remedy_is_told():
    done = manage("check")
    assert done.returncode != 0
    assert "make install" in done.stderr


def test_with_debug_off_no_host_is_let_in_unless_named():
    done = manage("shell", "-c", "from django.conf import settings; print(settings.ALLOWED_HOSTS)", SECRET_KEY="x" * 60)
    assert done.stdout.strip().endswith("[]")


def test_start_is_for_development():
    done = manage("start", **REAL)
    assert done.returncode != 0
    assert "DEBUG=1" in done.stderr


@pytest.mark.parametrize("directive", ["script-src", "style-src", "default-src"])
def test_nothing_inline_and_nothing_from_elsewhere(directive):
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"][directive]
    assert set(allowed) <= {"'self'", "'none'"}


def test_every_variable_is_told_in_the_readme_and_the_example():
    source = (settings.BASE_DIR / "skolaforst" / "settings.py").read_text()
    variables = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)) | set(re.findall(r"env\.\w+\('([A-Z_]+)'", source))
    assert variables >= {"DEBUG", "SECRET_KEY", "DATABASE_URL"}
    for document in ("README.md", ".env.example"):
        text = (settings.BASE_DIR / document).read_text()
        assert not {name for name in variables if name not in text}, f"missing in {document}"
