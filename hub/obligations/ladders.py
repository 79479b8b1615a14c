"""Ladders as plans: [[rank, minutes], …], and the moments their steps fall due.

Minutes count from the first ring; negative ones from the deadline backwards. In parallel
mode all ranks ring at once (a disaster does not wait for the deputy's turn).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.obligations.hours import Hours, next_open
from hub.obligations.models import Obligation, Rank
from hub.obligations.models.ladders import PEOPLE
from hub.obligations.models.obligations import Mode

MOST_STEPS = 12
LONGEST = 60 * 24 * 31  # minutes
RANKS = {*PEOPLE, Rank.AGAIN, Rank.RING_NOW}


class Ladder(NamedTuple):
    key: str
    name: str | LazyText
    mode: str
    steps: list[list[Any]]


# Offered to everyone beside the presets of the own organisation.
BUILT_IN = (
    Ladder(
        "tree",
        gettext_lazy("連絡網（5分ごとに次の人へ、15分で電話）"),
        Mode.SEQUENTIAL,
        [["holder", 0], ["deputy", 5], ["next", 10], ["ring_now", 15]],
    ),
    Ladder(
        "disaster",
        gettext_lazy("災害時（一斉に呼び出し、10分で電話）"),
        Mode.PARALLEL,
        [["holder", 0], ["deputy", 0], ["next", 0], ["again", 5], ["ring_now", 10]],
    ),
    Ladder(
        "office",
        gettext_lazy("通常（4時間後と期限の1時間前に再通知）"),
        Mode.SEQUENTIAL,
        [["holder", 0], ["again", 240], ["again", -60], ["ring_now", -30]],
    ),
    Ladder("once", gettext_lazy("知らせるだけ（再通知しない）"), Mode.SEQUENTIAL, [["holder", 0]]),
)


def checked_steps(steps: Any, mode: str) -> list[list[Any]]:
    """The steps in order. Raises ValidationError for `steps` when they make no ladder."""
    problem = ValidationError({"steps": _("呼び出し手順が正しくありません。")})
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        raise problem
    made = []
    for step in steps:
        if not isinstance(step, list | tuple) or len(step) != 2 or step[0] not in RANKS:
            raise problem
        rank, minutes = step
        if type(minutes) is not int or abs(minutes) > LONGEST:
            raise problem
        made.append([rank, 0 if mode == Mode.PARALLEL and rank in PEOPLE else minutes])
    if [Rank.HOLDER, 0] not in made:
        text = _("最初の呼び出しは、0分に担当から始めてください。")
        raise ValidationError({"steps": text})
    return made


def schedule(obligation: Obligation, hours: Hours, now: datetime) -> tuple[datetime, ...]:
    """When each step of the ladder falls due for a facility with these hours.

    Urgent steps wait for nothing. Steps counted from a deadline that is missing or would
    come before the first ring fall together with it.
    """
    start = now if obligation.urgent else next_open(hours, now)
    moments = []
    for _rank, minutes in obligation.steps:
        moment = start + timedelta(minutes=minutes)
        if minutes < 0:
            moment = max((obligation.deadline or start) + timedelta(minutes=minutes), start)
        moments.append(moment if obligation.urgent else next_open(hours, moment))
    return tuple(moments)


def positions(steps: Sequence[Sequence[Any]]) -> list[str]:
    return [rank for rank, _minutes in steps]
