"""What every report of the ledger says about itself: the head it rests on, the day it shows, until when recorded."""

from dataclasses import dataclass
from datetime import date, datetime

from svitlo.ledger.events import Head
from svitlo.ledger.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The last event that a report rests on, when it was recorded (UTC; empty: there is none), and the day shown."""

    head: Head
    recorded_at: str
    on: date

    def __str__(self) -> str:
        if not self.recorded_at:
            return f"Ledger {self.head}; shows {self.on}; nothing is recorded"
        return f"Ledger {self.head}; shows {self.on}; by all that was recorded up to {self.recorded_at}"


def stamp_of(view: View) -> Stamp:
    """The stamp of a view; where it has no day, the day on which its last event was recorded."""
    head = view.reader.head()
    upto = head.seq if view.upto is None else min(view.upto, head.seq)
    last = next(iter(view.reader.events(after=upto - 1, upto=upto)), None) if upto else None
    if last is None:
        return Stamp(head=Head(), recorded_at="", on=view.on or date.min)
    day = datetime.fromisoformat(last.recorded_at).date()
    return Stamp(head=Head(last.seq, last.hash), recorded_at=last.recorded_at, on=view.on or day)
