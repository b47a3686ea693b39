"""What an import did, for the person who started it. It repeats no cell of the file, so it holds no amount."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Refused:
    line: int
    reference: str
    reason: str


@dataclass(frozen=True)
class Kept:
    """Staff changed these fields too: the file's are not taken."""

    line: int
    reference: str
    code: str
    fields: list[str]


@dataclass
class Report:
    file: str
    dry_run: bool = False
    undone: bool = False
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: list[Kept] = field(default_factory=list)
    bad: list[Refused] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        counts = f"{self.new} new, {self.updated} updated, {self.unchanged} unchanged"
        return f"{counts}, {len(self.conflicts)} in conflict, {len(self.bad)} bad"

    @property
    def outcome(self) -> str:
        if self.undone:
            return "Nothing was imported, because a row is bad and you asked for all or nothing."
        return "A dry run: nothing was written. This is what an import would do." if self.dry_run else "Imported."

    def as_dict(self, *, most: int) -> dict[str, Any]:
        """Return plain data for a page: at most `most` rows of each list, and how many there were."""
        counts = {"conflict_count": len(self.conflicts), "bad_count": len(self.bad), "outcome": self.outcome}
        plain = asdict(self)
        return plain | counts | {name: plain[name][:most] for name in ("conflicts", "bad", "ignored")}
