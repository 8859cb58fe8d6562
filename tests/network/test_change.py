"""The change stamp: what is kept under it is never old."""

import pytest

from network.change import change, read_stamp

pytestmark = pytest.mark.django_db


def test_a_change_raises_the_content_number():
    with change():
        pass
    before = read_stamp()
    with change():
        pass
    assert read_stamp() == (before.content + 1, before.reference)
