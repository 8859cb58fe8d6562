"""Text as it is compared, searched, sorted and put into sentences."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import snowballstemmer
from django.utils.translation import gettext as _

_LAST = str.maketrans("åäöé", "\uffd0\uffd1\uffd2e")
# Signs without a form of their own that turn text around, lie hidden in it or look like nothing (fillers, the empty
# braille cell), and control characters but tab and line breaks. Joiners (emoji, Persian) and soft hyphens are part of
# normal text.
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")  # breaks of a line, as office programs write them
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\u2800\u3164\ufeff\uffa0]"
)

_EDGES = re.compile(r"^\W+|\W+$")
_JOINING = re.compile("[\u00ad\u200c\u200d]")  # soft hyphen and joiners: seen by nobody, typed by few
_COMPANY = frozenset({"ab", "aktiebolag", "aktiebolaget", "publ"})
_COMPANY_IN_POINTS = re.compile(r"(?<!\w\.)\ba\. ?b\b(?!\.\w)", re.IGNORECASE)  # not of «A.B.C.»
_STOP = re.compile(r"[.,;:!?…]")
_NEW_PART = re.compile(r"\n\s*\n|\n\s*[-*+#>|]+\s")  # an empty line, or the sign of a list or heading


def normalise(text: str) -> str:
    """`text` as compared and searched: composed, lower case, single spaces, no soft hyphens or joiners."""
    return " ".join(_JOINING.sub("", unicodedata.normalize("NFC", text).casefold()).split())


def spoken(name: str) -> str:
    """A name as it is said: «"Exempel-bolaget".», «Exempel bolaget» and «AB Exempelbolaget» are the same."""
    return "".join(_telling(name) or [word.said for word in _words(name)])


class _Word(NamedTuple):
    """A word of a text: as it is compared; whether it holds a large letter or a figure; whether there is a space
    between it and the word before, but for a line that a hyphen breaks; in which part of the text it stands, cut where
    one reads apart; and whether «AB» or another word for a kind of company stands right beside it.
    """

    said: str
    large: bool
    apart: bool
    part: int
    company: bool


def _words(text: str) -> list[_Word]:
    plain = _JOINING.sub("", unicodedata.normalize("NFC", without_hidden(text)))
    plain = _COMPANY_IN_POINTS.sub("AB", plain).replace("&", " och ")
    found = list(re.finditer(r"[^\W_]+", plain))
    kinds = [match[0].casefold() in _COMPANY for match in found]
    gaps = [plain[one.end() : other.start()] for one, other in pairwise(found)]
    words, part = [], 0
    for at, match in enumerate(found):
        before, after = gaps[at - 1] if at else "", gaps[at] if at < len(gaps) else ""
        beside = (at and kinds[at - 1] and before.isspace()) or (after.isspace() and kinds[at + 1])
        large = any(letter.isupper() or letter.isdigit() for letter in match[0])
        apart = any(sign.isspace() for sign in before.replace("-\n", ""))
        part += at > 0 and _reads_apart(found[at - 1][0], before)
        words.append(_Word(match[0].casefold(), large, apart, part, bool(beside)))
    return words


def _reads_apart(word: str, between: str) -> bool:
    """Whether what stands after a word ends what one reads together. A single line break is a space, and the point of
    a short word with a large letter («St. Eriks») no end; a comma is one, in a name that has none too.
    """
    if len(word) < 4 and word[0].isupper() and between.startswith("."):
        between = between[1:]
    stop = _STOP.search(between)
    ends = stop and any(sign.isspace() for sign in between[stop.end() :])
    return bool(ends or _NEW_PART.search(between))


def _telling(text: str) -> list[str]:
    """The words that say more than what kind of company it is."""
    return [word.said for word in _words(text) if word.said not in _COMPANY]


def is_name(text: str) -> bool:
    """Whether it can be somebody's name: «IF» and «4H» can, «-», «x», «123» and «AB» cannot."""
    said = "".join(_telling(text))
    return len(said) > 1 and any(letter.isalpha() for letter in said) and said not in _COMPANY


def without_hidden(text: str) -> str:
    """`text` as it is stored: what one sees is what stands there."""
    return _HIDDEN.sub("", _BREAKS.sub("\n", text))


def is_seen(text: str) -> bool:
    """Whether anything in the text is seen: a letter, a figure or a sign, not marks alone."""
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in without_hidden(text))


def one_line(text: str) -> str:
    """A name or title as it is stored: no line of its own in a mail that tells it, and empty where nothing is seen."""
    return " ".join(without_hidden(text).split()) if is_seen(text) else ""


def stems(query: str) -> list[str]:
    """The words of `query` cut to their stems: a text that contains a stem contains the word in some form.

    Signs around a word («"prao!"») are no part of it, and signs alone no word. Contained anywhere, since Swedish writes
    compounds in one word: «läxor» → «läx» finds «läxcafé».
    """
    stemmer = snowballstemmer.stemmer("swedish")  # one of its own: it holds the word it works on
    written = normalise(without_hidden(query)).split()
    bare = (_EDGES.sub("", word) for word in written)
    return [stemmer.stemWord(word) for word in bare if word][:10]


def paragraphs(texts: Iterable[str]) -> str:
    """Several texts as one, each read apart: no name begins in one and ends in the next (`names_in`)."""
    return "\n\n".join(texts)


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that stand in `text` as they are said (`spoken`), also with the s of possession; not inside
    other words. «Framtid AB» is not meant by «barnens framtid», which tells no company and begins with a small letter.
    """
    words = [word for word in _words(text) if word.said not in _COMPANY]
    joined = "".join(word.said for word in words)
    return [name for name in names if (said := spoken(name)) and said in joined and _stands_among(words, name, said)]


def _stands_among(words: Sequence[_Word], name: str, said: str) -> bool:
    parts = _telling(name)
    stops = {len("".join(_telling(name[: stop.start()]))) for stop in _STOP.finditer(name)}
    runs = [_run(words[at:], said, loose=len(parts) > 1, stops=stops) for at in range(len(words))]
    plain = len(parts) != 1 or len(_words(name)) == 1  # else one word that «AB» made a name
    return any(run and (plain or any(word.large or word.company for word in run)) for run in runs)


def _run(words: Sequence[_Word], said: str, *, loose: bool, stops: Collection[int]) -> Sequence[_Word]:
    """The first of `words` that are `said`, none if they are not: «Läxhjälpen Nord» is «Läxhjälpen-Nords».

    Across a space only where the name is `loose`, of several words: «4H» is not meant by «åk 4 h». Across a stop only
    where the name itself has one, after so many letters (`stops`): «Vi Unga» is not meant by «Det gör vi. Unga får».
    """
    so_far, part = "", 0
    for end, word in enumerate(words, 1):
        stopped = word.part != part and len(so_far) not in stops
        if so_far and (stopped or (word.apart and not loose)):
            break
        so_far, part = so_far + word.said, word.part
        if so_far in (said, f"{said}s"):
            return words[:end]
        if not said.startswith(so_far):
            break
    return ()


def swedish_order(text: str) -> str:
    """A key that sorts Swedish text with å, ä and ö last, in that order."""
    return normalise(text).translate(_LAST)


def by_name(rows: Iterable[Any]) -> list[Any]:
    """Rows in the order of their names; in Python, since the two databases do not agree on Swedish."""
    return sorted(rows, key=lambda row: swedish_order(row.name))


def listed(words: Sequence[str]) -> str:
    """«a, b och c»; nothing for none."""
    *first, last = words or [""]
    return _("{first} och {last}").format(first=", ".join(first), last=last) if first else last


def capital(text: str) -> str:
    """`text` with its first letter large."""
    return text[:1].upper() + text[1:]


def uncapital(name: str) -> str:
    """A name inside a sentence: «tillit/trygghet»."""
    return name[:1].lower() + name[1:]


def shorten(text: str, most: int) -> str:
    """`text` on one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(",.;:–") + " …"
