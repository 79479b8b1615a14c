"""Answers: given by those asked, logged from the phone, taken back within five minutes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.obligations.actions.telling import tell_moved
from hub.obligations.models import Answer, Branch, Obligation, PhoneCall, Rank, Step
from hub.obligations.querysets import BranchQuerySet
from hub.organisations.models import Member

UNDO_WITHIN = timedelta(minutes=5)
WORDS_LIMIT = 2000  # characters
LOGGED_WITHIN = timedelta(days=7)  # a phone call may be entered this much later


@transaction.atomic
def answer_obligation(
    *,
    by: Member,
    branch_id: int,
    client_id: UUID,
    choice: str = "",
    words: str = "",
    route: str = Answer.Route.BROWSER,
    device: str = "",
) -> Answer:
    """Store the answer of somebody asked; the ladder of the branch stops with it.

    A repeat with the same client id returns the stored one, and so does the same answer
    when a colleague was faster. Raises Branch.DoesNotExist for who is not asked, and
    ValidationError for a closed obligation or a wrong answer.
    """
    branch = locked(branch_id, Branch.objects.asked_of(by))
    stored = branch.answers.filter(client_id=client_id).first()
    if stored is not None:
        return stored
    state = checked(branch.obligation, choice, words)
    if same(branch.answer, choice, words):
        return branch.answer  # type: ignore[return-value]
    return store(
        branch,
        Answer(
            client_id=client_id,
            choice=choice,
            state=state,
            words=words.strip(),
            route=route,
            member=by,
            device=device[:100],
        ),
    )


@transaction.atomic
def log_phone_call(
    *,
    by: Member,
    branch_id: int,
    client_id: UUID,
    result: str,
    spoken_with: str = "",
    note: str = "",
    choice: str = "",
    words: str = "",
    at: datetime | None = None,
) -> PhoneCall:
    """Store that a tracker rang; with a choice or words, what was answered on the phone.

    Raises Branch.DoesNotExist for who does not track it, and ValidationError for the field.
    """
    branch = locked(branch_id, Branch.objects.tracked_by(by))
    stored = branch.phone_calls.filter(client_id=client_id).first()
    if stored is not None:
        return stored
    moment = checked_moment(at)
    call = PhoneCall(branch=branch, client_id=client_id, by=by, at=moment, result=result)
    call.spoken_with, call.note = spoken_with.strip(), note.strip()
    call.full_clean(exclude=["branch", "by"])
    answered = bool(choice or words.strip())
    if answered and result != PhoneCall.Result.REACHED:
        raise ValidationError({"result": _("つながった電話だけに回答を記録できます。")})
    if answered and not call.spoken_with:
        raise ValidationError({"spoken_with": _("誰が回答したかを入力してください。")})
    call.save(force_insert=True)
    if answered:
        state = checked(branch.obligation, choice, words)
        answer = Answer(client_id=client_id, choice=choice, state=state, words=words.strip())
        answer.route, answer.recorded_by, answer.at = Answer.Route.PHONE, by, moment
        answer.spoken_with = call.spoken_with
        store(branch, answer)
    else:
        tell_moved(branch.obligation)
    return call


@transaction.atomic
def withdraw_answer(*, by: Member, answer_id: int) -> Branch:
    """Take back one's own or one's own recorded answer; the one before it counts again.

    Raises Answer.DoesNotExist for somebody else's, ValidationError after five minutes.
    """
    found = Answer.objects.filter(pk=answer_id).values_list("branch_id", "member_id", "recorded_by")
    branch_id, *people = found.get()
    if by.pk not in people:
        raise Answer.DoesNotExist
    branch = locked(branch_id, Branch.objects.all())
    answer = branch.answers.get(pk=answer_id)
    if answer.withdrawn_at is not None:
        return branch
    if timezone.now() > answer.stored_at + UNDO_WITHIN:
        raise ValidationError(_("回答から5分を過ぎたため、取り消せません。"))
    refuse_closed(branch.obligation)
    answer.withdrawn_at = timezone.now()
    answer.save(update_fields=["withdrawn_at"])
    before = branch.answers.filter(withdrawn_at=None).order_by("-pk").first()
    settle(branch, before)
    return branch


def locked(branch_id: int, allowed: BranchQuerySet) -> Branch:
    """The branch, locked. Raises Branch.DoesNotExist when it is not among the allowed ones."""
    if not allowed.filter(pk=branch_id).exists():
        raise Branch.DoesNotExist
    rows = Branch.objects.select_related("obligation__author", "answer")
    return rows.select_for_update(of=("self",)).get(pk=branch_id)


def refuse_closed(obligation: Obligation) -> None:
    if not obligation.is_open:
        raise ValidationError(_("回答の受付は終了しました。"))


def checked(obligation: Obligation, choice: str, words: str) -> str:
    """The state that an answer means. Raises ValidationError when it is none of those asked for."""
    refuse_closed(obligation)
    if len(words) > WORDS_LIMIT:
        text = _("%(limit)d文字以内で入力してください。") % {"limit": WORDS_LIMIT}
        raise ValidationError({"words": text})
    if obligation.kind == Obligation.Kind.WORDS:
        if not words.strip():
            raise ValidationError({"words": _("回答を入力してください。")})
        return Branch.State.CONFIRMED
    found = obligation.choice(choice)
    if found is None:
        raise ValidationError({"choice": _("選択肢から選んでください。")})
    return str(found["state"])


def same(current: Answer | None, choice: str, words: str) -> bool:
    given = (choice, words.strip())
    return current is not None and (current.choice, current.words) == given


def checked_moment(at: datetime | None) -> datetime:
    now = timezone.now()
    if at is not None and not now - LOGGED_WITHIN < at <= now:
        raise ValidationError({"at": _("電話した日時は、今までの7日間で入力してください。")})
    return at or now


def store(branch: Branch, answer: Answer) -> Answer:
    answer.branch = branch
    answer.save(force_insert=True)
    settle(branch, answer)
    return answer


def settle(branch: Branch, answer: Answer | None) -> None:
    """Let this answer be the one that counts, and tell everybody concerned.

    A branch that is open again after its ladder ended is the sender's to ring.
    """
    branch.answer = answer
    branch.state = answer.state if answer is not None else Branch.State.OPEN
    ended = Step.objects.filter(wave__branches=branch, rank=Rank.RING_NOW, reached__isnull=False)
    if answer is None and branch.ring_now_at is None and ended.exists():
        branch.ring_now_at = timezone.now()
    branch.save(update_fields=["answer", "state", "ring_now_at"])
    tell_moved(branch.obligation, [branch])
