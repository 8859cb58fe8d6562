"""The file itself: its text, its tables as rows, and the line each of them stands on."""

import difflib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from .kinds import BY_TABLE, KINDS, Kind

# Strings and comments, so that no head is seen inside them.
QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|#[^\n]*",
    re.DOTALL,
)
HEAD = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]")
NAME = re.compile(r"\s*([\w-]+)\s*[.=]")
POSITION = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)

# What tomllib says, and what to do about it.
SYNTAX = {
    "Invalid value": "Värdet går inte att läsa. Text ska stå inom raka citattecken, tal, datum och true/false utan.",
    "Invalid date": "Datumet finns inte. Skriv år, månad och dag så här: 2026-01-31.",
    "Illegal character": 'Texten saknar citattecken på slutet. Text på flera rader börjar och slutar med tre: """.',
    "Unterminated string": "Texten som börjar här slutar aldrig. Sätt lika många citattecken efter som före.",
    "Unescaped": "Ett ensamt \\ går inte i text. Skriv \\\\.",
    "Expected '='": 'Efter fältets namn ska det stå =, så här: name = "…".',
    "Expected newline": 'Det står mer på raden än ett fält. Börja på ny rad, eller skriv \\" för citattecken i text.',
    "Expected ']": "Rubriken slutar inte som den börjar. Skriv till exempel [[category]].",
    "Invalid statement": "Raden börjar varken med ett fält, en [[rubrik]] eller en # kommentar.",
    "Invalid initial": 'Fältets namn saknas. Skriv till exempel name = "…".',
    "Cannot overwrite": "Namnet står redan i stycket. Ta bort det ena, eller börja nästa stycke med en [[rubrik]].",
    "Cannot declare": "Rubriken står redan längre upp. Ta bort den ena, eller skriv båda med [[ och ]].",
    "Unclosed": "En parentes som öppnas stängs aldrig. Bara rubriker behöver parenteser.",
}


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in the file: the line, and in Swedish what it is and what to do."""

    line: int
    text: str


@dataclass
class Place:
    """Where a table of the file stands: the line of its head and of each of its fields."""

    line: int = 1
    fields: dict[str, int] = field(default_factory=dict)


@dataclass
class Row:
    """A table of the file. `number` is its place among those of its kind, under the same owner."""

    kind: Kind
    values: dict[str, Any]
    place: Place
    number: int
    owner: str = ""

    @property
    def key(self) -> str:
        """What it is known by; empty while that is missing or faulty. A single table goes by its name."""
        return self.kind.table if self.kind.single else self.values.get("key", "")

    def line(self, name: str) -> int:
        """The line of a field, or of the head where the field has none."""
        return self.place.fields.get(name, self.place.line)

    def fault(self, name: str, text: str) -> Fault:
        """A fault on the line of the field `name`."""
        return Fault(self.line(name), text)


def nearest(word: str, options: Iterable[str]) -> str:
    """The one of `options` that is most like `word`; empty if none is."""
    return next(iter(difflib.get_close_matches(word, list(options), n=1)), "")


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """The question to add to a fault, if one of `options` is like `word`."""
    near = nearest(word, options)
    return f" Menade du ”{near}”?" if near else ""


def stop(path: Path, faults: Iterable[Fault]) -> ValidationError:
    """The faults as one error, each with the file and its line, in the order of the file."""
    return ValidationError([f"{path}, rad {fault.line}: {fault.text}" for fault in sorted(set(faults))])


def read_text(path: Path) -> str:
    """The file's text, with or without the mark that Windows puts first."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        near = did_you_mean(path.name, (p.name for p in path.parent.glob("*.toml")))
        raise ValidationError(f"Filen {path} finns inte.{near or ' Skriv sökvägen från mappen du står i.'}")
    except OSError:
        raise ValidationError(f"{path} går inte att läsa. Ange en fil som du får läsa och som slutar på .toml.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise stop(path, [Fault(line, "Filen är inte sparad som UTF-8. Spara om den med kodningen UTF-8.")])


def read_tables(path: Path, text: str) -> dict[str, Any]:
    """The file's tables, or the fault that hinders reading, in Swedish."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = POSITION.match(str(error))
        said, line = (found[1], found[2]) if found else (str(error), None)
        remedy = next((swedish for begins, swedish in SYNTAX.items() if said.startswith(begins)), "")
        # Without a line something opened never ended: a text on several lines, in all likelihood.
        number = int(line) if line else text.count("\n", 0, max(text.rfind('"""'), 0)) + 1
        raise stop(path, [Fault(number, remedy or f"Raden går inte att läsa som TOML ({said}).")])


def places(text: str) -> dict[str, list[Place]]:
    """Where each table of the file stands, in order. Counting the heads is enough: tomllib names no lines."""
    bare = QUOTED.sub(lambda found: "\n" * found[0].count("\n") or '""', text)
    place = Place()
    found = defaultdict(list, {"": [place]})
    for number, line in enumerate(bare.split("\n"), 1):
        if head := HEAD.match(line):
            place = Place(number)
            found[head[1]].append(place)
        elif name := NAME.match(line):
            place.fields.setdefault(name[1], number)
    return found


class Tables:
    """The tables of a file as rows, with the faults in what they are called and how they are written.

    After a fault it reads on as if the head were right, so that one fault does not look like many.
    """

    def __init__(self, text: str, tables: dict[str, Any]) -> None:
        self.places = places(text)
        self.faults: list[Fault] = []
        self.left = {name: iter(found) for name, found in self.places.items()}
        self.rows = [row for name, value in tables.items() for row in self.table(name, value)]

    def table(self, name: str, value: Any, owner: Row | None = None) -> Iterator[Row]:
        """The rows of the table `name` as the file has it, and of those that stand under it."""
        kind = BY_TABLE.get(name)
        if kind is None:
            self.fault(name, unknown_head(name, value))
            kind = BY_TABLE.get(nearest(name, BY_TABLE))
        elif kind.single is not isinstance(value, dict):
            self.fault(name, f"Rubriken ska skrivas {kind.head}.")
        if kind and isinstance(value, dict | list):
            for number, values in enumerate([value] if isinstance(value, dict) else value, 1):
                yield from self.row(kind, name, values, number, owner)

    def row(self, kind: Kind, written: str, values: Any, number: int, owner: Row | None) -> Iterator[Row]:
        """One row, and then those that stand under it."""
        place = next(self.left.get(written, iter(())), Place(self.first_line(written)))
        if not isinstance(values, dict):
            self.faults.append(Fault(place.line, f'Under {kind.head} ska det stå fält, så här: key = "…".'))
            return
        under = {name: value for name, value in values.items() if is_table(value)}
        mine = {name: clean(name, value) for name, value in values.items() if name not in under}
        row = Row(kind, mine, place, number, owner.key if owner else "")
        yield row
        for name, value in under.items():
            yield from self.table(f"{written}.{name}", value, row)

    def first_line(self, name: str) -> int:
        """The line of a table's first head, or of the field at the top of the file where it has none."""
        found = self.places.get(name)
        return found[0].line if found else self.places[""][0].fields.get(name, 1)

    def fault(self, name: str, text: str) -> None:
        """A fault in how a table is called or written."""
        self.faults.append(Fault(self.first_line(name), text))


def is_table(value: Any) -> bool:
    """A table of its own, or several, and not the value of a field."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def unknown_head(name: str, value: Any) -> str:
    """What to say of a head, or of a field above all heads, that nobody knows."""
    if not isinstance(value, dict | list):
        return f"”{name}” står före första rubriken. Flytta det till stycket det hör till."
    heads = ", ".join(kind.head for kind in KINDS)
    return f"Rubriken ”{name}” finns inte.{did_you_mean(name, BY_TABLE) or f' De som finns är {heads}.'}"


def clean(name: str, value: Any) -> Any:
    """Text without space around it; in a hyphenated heading | says where a word may be parted."""
    if not isinstance(value, str):
        return value
    if name == "hyphenated":
        # A slash parts by itself: after it a break without hyphen (zero width space), else a soft hyphen.
        value = value.replace("/|", "/\u200b").replace("|", "\u00ad")
    return value.strip()
