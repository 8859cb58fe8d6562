"""A chart of bars, of three areas of need."""

from needs.bars import Chart, chart
from needs.models import Category, Need
from needs.reference import NeedReference

NAMES = ("Framtidstro/stöd", "Fritid", "Skolans eget arbete")
COUNTS = ((0, Need.Kind.NEED, 5), (0, Need.Kind.OBSTACLE, 4), (1, Need.Kind.NEED, 3))


def bars() -> Chart:
    """Two parts, one part, and a bar of nothing."""
    categories = {pk: Category(pk=pk, key=f"b{pk}", name=name) for pk, name in enumerate(NAMES)}
    return chart(COUNTS, NeedReference(categories, {}, {}, {}))
