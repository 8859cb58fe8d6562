"""`make run`: sets up, serves, tells where everything is, and ends when it is told to."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings

PATIENCE = 120  # seconds, on a busy machine
pytestmark = pytest.mark.skipif(
    "postgresql" in settings.DATABASES["default"]["ENGINE"],
    reason="what is started has an SQLite of its own: the run on SQLite tries it",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(tmp_path):
    """Starts the portal with a database of its own; whatever is left at the end is killed."""
    started = []

    def run(port: int, **more: str) -> subprocess.Popen:
        own = {"PORT": str(port), "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3"}
        environment = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE",)}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=settings.BASE_DIR,
            env=environment | own | {"DEBUG": "1", "SECRET_KEY": "x" * 60, "PYTHONUNBUFFERED": "1"} | more,
            stdout=(tmp_path / "out").open("a"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if group_lives(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def group_lives(group: int) -> bool:
    """Whether a process of the group is left, the dead that nobody has fetched aside."""
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    state, _parent, found = file.read().rsplit(")", 1)[1].split()[:3]
            except OSError:
                continue
            if int(found) == group and state != "Z":
                return True
    return False


def wait_until(true, seconds: float = PATIENCE) -> float:
    """How long it took until `true()`; fails after `seconds`."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if true():
            return time.monotonic() - began
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} seconds")


def serves(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/halsa/", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_it_sets_up_serves_tells_where_and_ends(start, tmp_path):
    port = free_port()
    process = start(port)
    wait_until(lambda: serves(port))
    told = (tmp_path / "out").read_text()
    assert f"http://127.0.0.1:{port}/" in told
    assert f"http://127.0.0.1:{port}/kontor/utskick/" in told
    assert "kontor@skolaforst.example" in told and "skolaforst-demo" in told

    second = start(port)
    assert second.wait(PATIENCE) != 0
    assert f"make run PORT={port + 1}" in (tmp_path / "out").read_text()

    os.kill(process.pid, signal.SIGINT)  # to the one process, as from a script; a terminal tells them all
    process.wait(10)
    wait_until(lambda: not group_lives(process.pid), 10)

    again = start(port)
    wait_until(lambda: serves(port))
    os.killpg(again.pid, signal.SIGINT)
    again.wait(10)
    wait_until(lambda: not group_lives(again.pid), 10)


def test_another_citys_file_starts_without_the_demo_and_says_so(start, tmp_path):
    guide = (settings.BASE_DIR / "docs" / "reference-file.md").read_text()
    city = tmp_path / "astad.toml"
    city.write_text(re.search(r"```toml\n(.+?)```", guide, re.DOTALL)[1])
    port = free_port()
    process = start(port, REFERENCE_FILE=str(city))
    wait_until(lambda: serves(port))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
        assert "Barnen först" in answer.read().decode()
    told = (tmp_path / "out").read_text()
    assert "Exempeldata hör ihop med reference/vasteras.toml" in told
    assert "startar utan exempeldata" in told and "astad.toml" in told and "manage.py create_office" in told
    os.killpg(process.pid, signal.SIGINT)
    process.wait(10)


def test_the_wrong_line_of_the_file_is_named(start, tmp_path):
    city = tmp_path / "astad.toml"
    city.write_text('[initiative]\nname = "Barnen först"\n\n[[categori]]\nkey = "halsa"\n')
    assert start(free_port(), REFERENCE_FILE=str(city)).wait(PATIENCE) != 0
    told = (tmp_path / "out").read_text()
    assert "astad.toml, rad 4: Rubriken ”categori” finns inte. Menade du ”category”?" in told
