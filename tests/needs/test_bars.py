"""The bars say what the table says."""

import pytest

from needs.bars import ROW, chart
from needs.reference import need_reference
from network.change import read_stamp
from tests import factories

pytestmark = pytest.mark.django_db


def made(*totals: tuple[int, int], **options):
    rows = [factories.category(f"Område {n}") for n in range(len(totals))]
    counts = [(row.pk, "behov", a) for row, (a, b) in zip(rows, totals, strict=True) if a]
    counts += [(row.pk, "hinder", b) for row, (a, b) in zip(rows, totals, strict=True) if b]
    return chart(counts, need_reference(read_stamp()), **options)


def test_bars_go_from_most_to_least_and_the_table_keeps_the_reports_order():
    picture = made((1, 1), (6, 2), (0, 0))
    assert [bar.total for bar in picture.bars] == [8, 2, 0]
    assert [bar.total for bar in picture.table] == [2, 8, 0]
    assert (picture.needs, picture.obstacles, picture.total) == (7, 3, 10)
    assert picture.height == 3 * ROW + 6


def test_the_longest_bar_leaves_room_for_its_sum():
    first = made((6, 2), (1, 0)).bars[0]
    assert (first.needs_width, first.obstacles_width, first.sum_x) == ("66.00%", "22.00%", "89.50%")


def test_the_finding_names_two_only_where_they_stand_out():
    assert made((5, 0), (3, 1), (1, 0)).finding == "Område 0 och område 1 nämns oftast"
    assert made((0, 0), (0, 0), (0, 0)).finding == "Behov och hinder i varje behovsområde"


def test_a_tie_for_second_place_names_nobody():
    assert made((5, 0), (3, 0), (3, 0)).finding == "Behov och hinder i varje behovsområde"


def test_what_nobody_told_of_can_be_left_out():
    assert [bar.name for bar in made((5, 0), (0, 0), empty=False).bars] == ["Område 0"]


def test_a_category_no_longer_used_is_still_counted(db):
    old = factories.category("Förr", active=False)
    picture = chart([(old.pk, "behov", 2)], need_reference(read_stamp()))
    assert [bar.name for bar in picture.bars] == ["Förr"]
