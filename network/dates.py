"""Dates and numbers in Swedish, made in Python: a template's date filter costs fifty times more."""

import datetime

from django.utils import timezone

MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
WEEKDAYS = "måndag tisdag onsdag torsdag fredag lördag söndag".split()
HARD = "\u00a0"  # a space at which no line breaks
NUMBERS = "noll en två tre fyra fem sex sju åtta nio tio elva tolv".split()


def long_date(day: datetime.date | datetime.datetime) -> str:
    """«24 november 2026»; a moment is told in local time."""
    if isinstance(day, datetime.datetime):
        day = timezone.localtime(day).date()
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period(start: datetime.date | None, end: datetime.date | None) -> str:
    """«24–25 mars 2027», «24 mars–2 april 2027», «Från 1 mars 2026, tills vidare», «Till och med 30 juni 2026»;
    empty without dates. What both share is said once, with the last. A line breaks after the dash, never inside a date.
    """
    first, last = (_unbroken(long_date(day)) if day else "" for day in (start, end))
    if start and end:
        return last if start == end else f"{_without_shared(start, end)}–{last}"
    if start:
        return f"Från {first}, tills vidare"
    return f"Till och med {last}" if end else ""


def _without_shared(start: datetime.date, end: datetime.date) -> str:
    if start.year != end.year:
        return _unbroken(long_date(start))
    return str(start.day) if start.month == end.month else f"{start.day}{HARD}{MONTHS[start.month - 1]}"


def _unbroken(date: str) -> str:
    return date.replace(" ", HARD)


def weekday_date(day: datetime.date) -> str:
    """«tisdag 24 november 2026»."""
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"


def moment(at: datetime.datetime) -> str:
    """«24 november 2026 kl. 14.32», local time."""
    local = timezone.localtime(at)
    return f"{long_date(local)} kl. {local:%H.%M}"


def recent_day(at: datetime.datetime) -> str:
    """«i dag», «i går», «i onsdags» within a week, else «den 24 november 2026»."""
    day = timezone.localdate(at)
    ago = (timezone.localdate() - day).days
    if ago in (0, 1):
        return ("i dag", "i går")[ago]
    return f"i {WEEKDAYS[day.weekday()]}s" if ago < 7 else f"den {long_date(day)}"


def word(number: int) -> str:
    """A small number as a word, others as figures: «tre», «14»."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else figure(number)


def figure(number: int) -> str:
    """A whole number with a hard space between thousands: «12 345»."""
    return f"{number:,}".replace(",", HARD)


def workdays(number: int) -> str:
    """«en arbetsdag», «fem arbetsdagar»."""
    return "en arbetsdag" if number == 1 else f"{word(number)} arbetsdagar"


def workdays_between(start: datetime.date, end: datetime.date) -> int:
    """Mondays to Fridays after `start`, up to and including `end`. Holidays count as workdays."""
    days = max((end - start).days, 0)
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((start.weekday() + 1 + i) % 7 < 5 for i in range(rest))
