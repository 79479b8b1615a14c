"""Who is asked in the demo, who has answered by which route, and whom to ring now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from chat.actions.asking import ask_for_answers
from chat.models import Message
from demo.holidays import working_day_from
from demo.notices import Boards
from demo.people import PERSONAS, key
from demo.script import at
from hub.obligations.actions.answering import answer_obligation, log_phone_call
from hub.obligations.actions.arranging import arrange_contacts, save_preset
from hub.obligations.actions.ringing import ring_step
from hub.obligations.hours import hours_of
from hub.obligations.ladders import BUILT_IN, schedule
from hub.obligations.models import Answer, Branch, Call, Contact, Obligation, PhoneCall, Rank, Step
from hub.organisations.models import Duty, Member, Organisation

LADDERS = {each.key: (each.mode, each.steps) for each in BUILT_IN}
PRESETS = [
    ("気象警報（3分で代行、8分で電話）", "sequential", [["holder", 0], ["deputy", 3], ["next", 5], ["ring_now", 8]]),
    ("調査もの（翌日と期限の2時間前に再通知）", "sequential", [["holder", 0], ["again", 1440], ["again", -120]]),
]  # fmt: skip
ROOM = "予防接種 調整（医療機関）"
# In a message, and what it asks for; the second where the day is too young for the first.
WORDS = [("見本です", "新しい予診票の見本の確認"), ("受入枠", "受入枠に変更がないかの確認")]
# Every fifth facility has not yet said whom to ring first.
UNARRANGED = 5


class Asked(NamedTuple):
    """How an obligation goes: `answers` are (key of the choice, words, how many)."""

    label: str
    holding: str
    kind: str
    ladder: str
    # The deadline: working days from now, backwards when negative, and the time of day.
    deadline: tuple[int, str] | None
    answers: Sequence[tuple[str, str, int]]
    choices: Sequence[tuple[str, str]] = ()
    says: str = ""
    # So many of the answers were taken by phone, and so many calls reached nobody.
    by_phone: int = 0
    unreached: int = 0


HEAT = Asked("heat", "organisation", "choice", "disaster", None, [("c1", "", 16), ("c2", "看護職員が1名しかいません。送迎車を1台お願いします。", 1), ("c2", "冷房が2階だけ動きません。", 1), ("c1", "外出の予定は中止しました。", 3)], [("対応済み", "done"), ("応援必要", "help")], "熱中症特別警戒アラートの伝達訓練です。全員が涼しい部屋にいるか、体調の悪い人がいないかを伺います。", by_phone=3, unreached=2)  # fmt: skip
SLOTS = Asked("slots", "organisation", "choice", "office", (1, "17:00"), [("c1", "", 9), ("c2", "看護師が1名休むため、平日を各3名減らします。", 2), ("c3", "院長が学会で不在です。", 1)], [("変更なし", "confirmed"), ("枠を減らす", "done"), ("受け入れできない", "declined")], "来週の予防接種の受入枠に変わりがないかを伺います。", by_phone=1)  # fmt: skip
SECURITY = Asked("security", "person", "confirm", "once", (-1, "17:00"), [("confirmed", "", 17)])
MESSAGE = Asked(
    "message", "organisation", "confirm", "office", (2, "12:00"), [("confirmed", "", 7)]
)


def save_notices(members: dict[str, Member], now: datetime) -> None:
    """Contacts and ladders, the boards, and four things that wait for answers."""
    save_contacts()
    for name, mode, steps in PRESETS:
        save_preset(by=members["sato.dx"], name=name, mode=mode, steps=steps)
    plans = (HEAT, SLOTS, SECURITY)
    notices = Boards(members, now, {each.label: asks(each) for each in plans}).save()
    for each in plans:
        notice = notices[each.label]
        if notice.obligation is not None and notice.published_at is not None:
            Course(each, notice.obligation, notice.published_at, now).run(Answer.Route.BROWSER)
    ask_in_room(members["tanaka.yobou"], now)


def save_contacts() -> None:
    """First somebody at work, then the administrator, then one more; the city has a duty."""
    places = Organisation.objects.exclude(kind=Organisation.Kind.CITY_HALL).order_by("pk")
    for number, place in enumerate(places):
        staff = list(place.members.order_by("-role", "created_at", "user_id"))
        leads = [each for each in staff if each.is_administrator]
        others = [each for each in staff if not each.is_administrator]
        if number % UNARRANGED == 0 and place.name != "みどり内科クリニック":
            continue
        ranks = zip(Rank.values[:3], [others[0], leads[0], *others[1:2]], strict=False)
        rows = [Contact(rank=rank, member=member) for rank, member in ranks]
        arrange_contacts(by=leads[0], organisation_id=place.pk, contacts=rows)
    guard = Duty.objects.get(name="危機管理当直")
    administrator = Member.objects.get(role=Member.Role.CITY_ADMINISTRATOR)
    arrange_contacts(
        by=administrator,
        organisation_id=guard.organisation_id,
        contacts=[Contact(rank=Rank.HOLDER, duty=guard)],
    )


def asks(plan: Asked) -> dict[str, Any]:
    """The fields of `draft_obligation`; the deadline is put into the story later."""
    mode, steps = LADDERS[plan.ladder]
    return {
        "holding": plan.holding,
        "kind": plan.kind,
        "mode": mode,
        "steps": steps,
        "choices": [{"label": label, "state": state} for label, state in plan.choices],
        "deadline": timezone.now() + timedelta(days=1),
        "says": plan.says,
    }


def ask_in_room(author: Member, now: datetime) -> None:
    """The author's last message with the words asks the clinics of its room."""
    said = Message.objects.filter(room__name=ROOM, author=author, event="", deleted_at=None)
    found = (
        (said.filter(body__contains=words).order_by("seq").last(), title) for words, title in WORDS
    )
    message, title = next((each for each in found if each[0]), (None, ""))
    if message is None:
        return
    places = Organisation.objects.filter(members__memberships__room=message.room)
    clinics = places.filter(kind=Organisation.Kind.CLINIC).distinct().order_by("pk")
    asked = ask_for_answers(
        member=author,
        room_id=message.room_id,
        seq=message.seq,
        title=title,
        keys=[f"organisation:{each.pk}" for each in clinics],
        urgent=False,
        asks=asks(MESSAGE),
    )
    obligation = Obligation.objects.get(asked_by_message__message=asked)
    begins = message.created_at + timedelta(minutes=1)
    Course(MESSAGE, obligation, begins, now).run(Answer.Route.CHAT)


class Course:
    """Lets an obligation that was opened just now have begun earlier, and go on until `now`."""

    def __init__(
        self, plan: Asked, obligation: Obligation, begins: datetime, now: datetime
    ) -> None:
        self.plan, self.begins, self.now = plan, begins, now
        self.obligation = Obligation.objects.select_related("author").get(pk=obligation.pk)

    def run(self, route: str) -> None:
        self.begin()
        rows = self.obligation.branches.select_related("member__user")
        branches = sorted(rows.order_by("organisation_id", "member_id"), key=is_persona)
        given = [each[:2] for each in self.plan.answers for _n in range(each[2])]
        pace = (self.now - self.begins) * 0.9 / (len(given) + 1)
        for place, ((choice, words), branch) in enumerate(zip(given, branches, strict=False)):
            moment = self.begins + pace * (place + 1)
            by_phone = place >= len(given) - self.plan.by_phone
            self.answer(branch, choice, words, moment, "phone" if by_phone else route)
        silent = branches[len(given) : len(given) + self.plan.unreached]
        for branch in silent:
            self.rang(branch, PhoneCall.Result.NO_ANSWER)
        self.ring()

    def begin(self) -> None:
        held = self.obligation
        held.created_at = held.opened_at = self.begins
        held.deadline = self.deadline()
        held.save(update_fields=["created_at", "opened_at", "deadline"])
        place = held.branches.order_by("organisation_id").values_list("organisation_id")[0][0]
        moments = schedule(held, hours_of([place])[place], self.begins)
        for wave in held.waves.all():
            wave.starts_at = self.begins
            wave.save(update_fields=["starts_at"])
            for step in wave.ladder.all():
                Step.objects.filter(pk=step.pk).update(due_at=moments[step.position])
        first = Step.objects.filter(wave__obligation=held, due_at__lte=self.begins)
        self.keep(list(first.order_by("position")))
        calls = Call.objects.filter(branch__obligation=held)
        calls.update(called_at=self.begins, last_at=self.begins)

    def deadline(self) -> datetime:
        if self.plan.deadline is None:
            return self.now + timedelta(minutes=33)
        days, clock = self.plan.deadline
        return at(working_day_from(self.now, days), *clock.split(":"))

    def ring(self) -> None:
        """The later steps ring those who were still silent."""
        later = Step.objects.filter(wave__obligation=self.obligation, reached=None)
        due = list(later.filter(due_at__lte=self.now).order_by("due_at", "position"))
        self.keep(due)
        waiting = self.obligation.branches.exclude(ring_now_at=None)
        rung = next((each.due_at for each in due if each.rank == Rank.RING_NOW), self.now)
        waiting.update(ring_now_at=rung)
        again = Call.objects.filter(branch__obligation=self.obligation, last_at__gt=self.now)
        again.update(last_at=max((each.due_at for each in due), default=self.now))
        self.show()

    def show(self) -> None:
        """Of the silent ones a third has looked, a third has it, of the rest nobody knows."""
        silent = Call.objects.filter(branch__obligation=self.obligation, delivered_at=None)
        keys = sorted(set(silent.values_list("branch__organisation_id", "branch")))
        soon = self.begins + timedelta(seconds=3)
        for place, (_organisation, branch) in enumerate(keys):
            calls = silent.filter(branch=branch)
            first = calls.order_by("member_id").values_list("pk", flat=True)[:1]
            looked = soon + timedelta(minutes=1 + place % 4) if place % 3 == 0 else None
            if place % 3 < 2:
                calls.filter(pk__in=list(first)).update(delivered_at=soon, displayed_at=looked)

    def keep(self, steps: Sequence[Step]) -> None:
        for step in steps:
            ring_step(step=step)
            Step.objects.filter(pk=step.pk).update(kept_at=step.due_at)

    def answer(self, branch: Branch, choice: str, words: str, moment: datetime, route: str) -> None:
        client_id = key("answer", self.plan.label, branch.organisation_id, branch.member_id)
        if route == Answer.Route.PHONE:
            self.rang(branch, PhoneCall.Result.REACHED, choice, words)
            branch.phone_calls.update(at=moment)
        else:
            by = self.answerer(branch)
            answer_obligation(
                by=by,
                branch_id=branch.pk,
                client_id=client_id,
                choice=choice,
                words=words,
                route=route,
                device="Windows・Edge",
            )
            seen = Call.objects.filter(branch=branch)
            seen.update(delivered_at=self.begins + timedelta(seconds=2))
            seen.filter(member=by).update(displayed_at=moment - timedelta(seconds=20))
        branch.answers.update(at=moment, stored_at=moment)

    def answerer(self, branch: Branch) -> Member:
        if branch.member is not None:
            return branch.member
        called = branch.calls.order_by("member_id").first()
        return called.member if called else branch.organisation.members.order_by("pk")[0]

    def rang(self, branch: Branch, result: str, choice: str = "", words: str = "") -> None:
        log_phone_call(
            by=self.obligation.author,
            branch_id=branch.pk,
            client_id=key("phone", self.plan.label, branch.organisation_id),
            result=result,
            spoken_with="事務の方" if choice else "",
            choice=choice,
            words=words,
        )
        branch.phone_calls.update(at=self.now - timedelta(minutes=4))


def is_persona(branch: Branch) -> bool:
    """Those whom visitors sign in as have not answered yet."""
    return branch.member is not None and branch.member.user.username in PERSONAS
