"""What the database holds already: keys, and the values that no two rows may share."""

from typing import Any

from .kinds import KINDS, Kind


class Stored:
    """The rows there are, read once: one query a kind."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, Any]]] = {kind.table: _rows(kind) for kind in KINDS}

    def keys(self, kind: Kind) -> set[str]:
        """The keys of a kind's rows."""
        return set(self.rows[kind.table])

    def pk(self, kind: Kind, key: str) -> int:
        """The id of a row."""
        return self.rows[kind.table][key]["pk"]

    def values(self, kind: Kind, name: str) -> set[Any]:
        """All values of a unique field."""
        return {row[name] for row in self.rows[kind.table].values()}

    def holder(self, kind: Kind, name: str, value: Any) -> str:
        """The key of the row that has this value in a unique field; empty if none."""
        return next((key for key, row in self.rows[kind.table].items() if row[name] == value), "")

    def add(self, kind: Kind, key: str, pk: int) -> None:
        """Remember a row just made, for those that refer to it."""
        self.rows[kind.table][key] = {"pk": pk}


def _rows(kind: Kind) -> dict[str, dict[str, Any]]:
    rows = kind.model._default_manager.order_by().values("pk", *kind.unique)
    return {row.get("key", kind.table): row for row in rows}
