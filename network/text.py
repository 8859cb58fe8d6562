"""Text as it is compared, searched and sorted."""

import unicodedata

import snowballstemmer

_LAST = str.maketrans("åäöé", "\uffd0\uffd1\uffd2e")


def normalise(text: str) -> str:
    """`text` as compared and searched: composed, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def stems(query: str) -> list[str]:
    """The words of `query` cut to their stems: a text that contains a stem contains the word in some form.

    Contained anywhere, since Swedish writes compounds in one word: «läxor» → «läx» finds «läxcafé».
    """
    stemmer = snowballstemmer.stemmer("swedish")  # one of its own: it holds the word it works on
    return [stemmer.stemWord(word) for word in normalise(query).split()][:10]


def swedish_order(text: str) -> str:
    """A key that sorts Swedish text with å, ä and ö last, in that order."""
    return normalise(text).translate(_LAST)
