"""How the matrix fits on one A4: how many titles each of its cells may have."""

from __future__ import annotations

# Lines of all rows together, in the usual and in the small type, under the longest head (of those logged in, with
# filters); letters of a title on one line of paper where three areas stand beside each other
USUAL, SMALL, WIDTH = 23, 34, 36
LOWEST = 4  # lines that the name of a row takes
BELOW = 150  # letters of a line below the matrix
ALWAYS = 5  # titles that a cell shows even where the page gets full

Titles = list[str]  # those of a cell


def titles_on_paper(rows: list[list[Titles]], below: Titles) -> tuple[int, bool]:
    """How many titles a cell may have so that all rows stay on one page with those `below` them, and whether that takes
    the small type.
    """
    most, under = max((len(cell) for row in rows for cell in row), default=0), _below(below)
    if _height(rows, most) + under <= USUAL:
        return most, False
    most = min(most, SMALL)  # more than a page of lines never fits
    while most > ALWAYS and _height(rows, most) + under > SMALL:
        most -= 1
    return most, True


def _height(rows: list[list[Titles]], most: int) -> int:
    """Lines of paper: each row is as high as its fullest cell."""
    return sum(max(LOWEST, *(_lines(cell, most, WIDTH * 3 // len(row)) for cell in row)) for row in rows if row)


def _below(titles: Titles) -> int:
    """Lines of those that stand in no cell: one after the other, each with its status."""
    return -(-sum(len(title) + 15 for title in titles) // BELOW)


def _lines(cell: Titles, most: int, width: int) -> int:
    titles = sum(1 + (len(title) > width) for title in cell[:most])
    return titles + (len(cell) > most)
