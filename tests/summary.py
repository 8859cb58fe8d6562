"""What a run of tests was, in a line: `make test` ends with the lines of all its runs."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from pytest import TerminalReporter

RUNS = {
    "threads": "flera samtidigt",
    "browser": "i webbläsaren",
    "browser and main_job": "i webbläsaren, bara huvudjobbet (allt annat körs där på SQLite)",
}
COUNTED = {"passed": "godkända", "failed": "underkända", "error": "fel", "skipped": "överhoppade"}


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Add the line to the file that `make test` shows."""
    file = os.environ.get("TESTED")
    if file and "PYTEST_XDIST_WORKER" not in os.environ:
        with Path(file).open("a") as lines:
            lines.write("".join(f"{line}\n" for line in told(terminalreporter)))


def told(reporter: TerminalReporter) -> list[str]:
    """How many tests of which kind on which database went how; then each that was skipped, and why."""
    counts = [f"{len(found)} {word}" for key, word in COUNTED.items() if (found := reporter.getreports(key))]
    run = RUNS.get(reporter.config.getoption("markexpr"), "snabba")
    everything = ", alla sidor × roller × bredder" if run == RUNS["browser"] and "EVERYTHING" in os.environ else ""
    base = "SQLite" if "sqlite" in settings.DATABASES["default"]["ENGINE"] else "PostgreSQL"
    skipped = [f"    {report.nodeid}: {report.longrepr[2]}" for report in reporter.getreports("skipped")]
    return [f"{', '.join(counts) or 'inga'}: {run}{everything}, {base}", *skipped]
