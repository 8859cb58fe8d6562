"""The demo's files, and what every part of the demo reads in them: days and keys."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

FOLDER = Path(__file__).resolve().parents[2] / "demo"
Row = dict[str, Any]
M = TypeVar("M", bound=models.Model)


class Refused(Exception):
    """The database is not one to fill with demo data; the text says why, and what to do."""


def read(name: str) -> dict[str, Any]:
    """One of the demo's files."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def by_key(model: type[M], wanted: Iterable[str]) -> dict[str, M]:
    """The rows of reference data with the `wanted` keys. Raises Refused where one is missing."""
    found: dict[str, M] = {row.key: row for row in model._default_manager.filter(key__in=set(wanted))}  # type: ignore[attr-defined]
    missing = ", ".join(sorted(set(wanted) - found.keys()))
    if missing:
        raise Refused(belongs_to(_("Här saknas {what}: {m}.").format(what=model._meta.verbose_name_plural, m=missing)))
    return found


def belongs_to(why: str) -> str:
    """That the demo is about the city of one reference file, and why it does not fit the facts that are loaded."""
    return _("Exempeldata hör ihop med {file} och passar inte faktauppgifterna i databasen. {why}").format(
        file=read("people")["reference"], why=why
    )


def day(offset: int) -> datetime.date:
    """The day so many days from today."""
    return timezone.localdate() + datetime.timedelta(days=offset)


def workday(date: datetime.date) -> datetime.date:
    """The day, or the Friday before it."""
    return date - datetime.timedelta(days=max(date.weekday() - 4, 0))
