"""Settings are safe by default: what a real installation sets is enough, and what it forgets is told."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

REAL = {
    "SECRET_KEY": "9f8Zq2LmX7pR4tV1wY6bN3cK5dJ0hGs8uEaQzTiOoPlMxBvCnWrDfGhYkU",
    "SITE_URL": "https://skolaforst.example",
    "DEFAULT_FROM_EMAIL": "skolaforst@skolaforst.example",
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


@pytest.mark.parametrize("name", ["SITE_URL", "DEFAULT_FROM_EMAIL"])
def test_what_mails_are_made_of_must_be_told(name):
    done = manage("check", **{key: value for key, value in REAL.items() if key != name})
    assert done.returncode != 0
    assert f"{name} is not set. Set it to the address" in done.stderr


@pytest.mark.parametrize("value", ["skolaforst.example", "https://skolaforst.example/portal", "https://"])
def test_an_address_that_links_cannot_begin_with_is_refused(value):
    done = manage("check", **REAL | {"SITE_URL": value})
    assert done.returncode != 0
    assert "Write it like https://skolaforst.example" in done.stderr


def settings_say(expression: str, **environment: str) -> str:
    code = f"from django.conf import settings; print({expression})"
    done = manage("shell", "--no-imports", "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_with_debug_off_only_the_portals_own_name_is_let_in_unless_others_are_named():
    assert settings_say("settings.ALLOWED_HOSTS", **REAL) == "['skolaforst.example']"
    named = settings_say("settings.ALLOWED_HOSTS", **REAL, ALLOWED_HOSTS="inne.example,127.0.0.1")
    assert named == "['skolaforst.example', 'inne.example', '127.0.0.1']"


def test_links_in_mails_follow_the_port_of_make_run():
    code = "settings.SITE_URL"
    known = {"DEBUG": "1", "SECRET_KEY": "x" * 60}
    assert settings_say(code, **known) == "http://127.0.0.1:8000"
    assert settings_say(code, **known, PORT="8001") == "http://127.0.0.1:8001"
    assert settings_say(code, **known, PORT="") == "http://127.0.0.1:8000"


def test_the_counts_of_login_tries_are_not_pushed_out_by_others():
    assert settings_say("settings.CACHES['default']['OPTIONS']", **REAL) == "{'MAX_ENTRIES': 20000}"
    redis = settings_say("settings.CACHES['default']", **REAL, CACHE_URL="rediscache://localhost:6379/1")
    assert "MAX_ENTRIES" not in redis


def test_each_city_has_a_database_of_its_own_until_one_is_named():
    code = "settings.DATABASES['default']['NAME'].rsplit('/')[-1]"
    assert settings_say(code, **REAL) == "vasteras.sqlite3"
    assert settings_say(code, **REAL, REFERENCE_FILE="reference/astad.toml") == "astad.sqlite3"
    assert settings_say(code, **REAL, REFERENCE_FILE="a.toml", DATABASE_URL="sqlite:////tmp/b.sqlite3") == "b.sqlite3"


def test_start_is_for_development():
    done = manage("start", **REAL)
    assert done.returncode != 0
    assert "DEBUG=1" in done.stderr


@pytest.mark.parametrize("directive", ["script-src", "style-src", "default-src"])
def test_nothing_inline_and_nothing_from_elsewhere(directive):
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"][directive]
    assert set(allowed) <= {"'self'", "'none'"}


def variables() -> set[str]:
    """The names of the environment that settings.py asks for."""
    source = (settings.BASE_DIR / "skolaforst" / "settings.py").read_text()
    return set(re.findall(r'(?:env\.\w+|demanded)\(\s*"([A-Z_]+)"', source))


def test_the_readme_tells_every_variable_and_no_other():
    told = re.findall(r"^\| `([A-Z_]+)` \|", (settings.BASE_DIR / "README.md").read_text(), re.MULTILINE)
    assert variables() >= {"DEBUG", "SECRET_KEY", "DATABASE_URL", "PORT"}
    assert sorted(told) == sorted(variables())


def test_the_example_holds_every_variable_and_no_other():
    told = re.findall(r"^(?:# )?([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    assert sorted(told) == sorted(variables())
