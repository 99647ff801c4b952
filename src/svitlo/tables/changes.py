"""What a re-plan changed, and why: records that the planner fills and words are made of, `replan` in `summary.json`.

Days are model days. A figure that was not worked out is null, never zero.
"""

from dataclasses import dataclass

KEY = "replan"
"""Where `summary.json` of a re-plan tells what changed."""

FACTS_KEY = "facts"
"""Where `summary.json` of any plan holds the facts that it rests on, so that a later one can tell what changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of the case that is not as the old plan knew it.

    `what` is one of `damage new`, `damage gone`, `damage day`, `severity`, `pledge new`, `pledge gone`, `pledge day`,
    `pledge size`, `lead time`, `crews`; `id` the asset, pledge, equipment or kind of crew. `was` and `now` are days,
    counts, amounts or words; null: none (a pledge that cannot be used has no day). `from_day` and `to_day` (the last)
    are those of crews.
    """

    what: str
    id: str
    was: float | str | None
    now: float | str | None
    from_day: int | None = None
    to_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One compared fact that a change follows from.

    - `struck`: the asset is damaged from `day` on, unknown to the old plan; `damage day`: from `day`, not `was_day`.
    - `part later`, `part earlier`: `origin` brings its `equipment_id` on `day` instead of `was_day` (null: not known;
      the old plan had it by then). `part gone`: `origin` brings nothing now (`words` say why).
    - `part elsewhere`: it takes `equipment_id` from `origin`, there from `day`; what it was to have came on `was_day`.
    - `parts went`, `parts left`: units of `origin` now go to `asset_ids`, or were meant for them and are free.
    - `crew busy`, `crew free`: on `day`, the crews of `crew_kind` are with `asset_ids` (the last until before
      `until_day`), or no longer with them. `crews fewer`, `crews more`: `count` on `day` instead of `was_count`.
    - `takes longer`, `takes less`: `count` days of work instead of `was_count`. `needs`: it needs other equipment.
    - `not damaged`: it is not in `damage`; `no work`: no row of `works` fits it.
    - `too late`: with what is there by `day` it would not be back before the end. `regains nothing`: it can still be
      done, and nobody would have power sooner.
    - `could stay`: it could keep its old days, all else as planned now.
    - `pledge day`: the money of `origin` is usable from `day`, not `was_day`.
    - `for`: it is for `asset_ids`; `no longer for`: these need it no more; `dropped`: these are not repaired;
      `taken from`: these take it from `origin`.
    """

    what: str
    day: int | None = None
    was_day: int | None = None
    until_day: int | None = None
    equipment_id: str | None = None
    origin: str | None = None
    asset_ids: tuple[str, ...] = ()
    crew_kind: str | None = None
    count: int | None = None
    was_count: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between what the old plan had for the days to come and the new one.

    `what`: `work later`, `work earlier`, `work new`, `work dropped`, `work otherwise` (same days, other equipment),
    `work longer` (same start); `order new`, `order dropped`, `order changed`; `delivery later`, `delivery earlier` and
    `units left` (of an order placed before). `id` is the asset, or the purchase. Days of works are start and service
    day, of orders the day of the order and of arrival. `why` is empty where no cause was found.

    `weighted_person_hours`: what this change alone adds to the objective, all else as planned now (negative: saves);
    null where it was not worked out.
    """

    what: str
    id: str
    first_day: int | None = None
    was_first_day: int | None = None
    last_day: int | None = None
    was_last_day: int | None = None
    equipment_id: str | None = None
    pledge_id: str | None = None
    quantity: int | None = None
    was_quantity: int | None = None
    why: tuple[Reason, ...] = ()
    weighted_person_hours: float | None = None
