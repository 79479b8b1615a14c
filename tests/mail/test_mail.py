"""Mails to those who are away: only who wants one, only what they may see, once."""

from datetime import datetime, time, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.utils import timezone

from chat.actions.messages import recall_message
from chat.actions.reading import mark_read
from chat.actions.rooms import revoke_membership
from chat.mentions import AWAY_AFTER
from chat.models import Message
from hub.mail.actions import save_preference
from hub.mail.keeping import keep_mails
from hub.mail.models import Mail, MailPreference
from hub.organisations.models import Member
from tests.chat.factories import City, post
from tests.conftest import SignedIn

TOKYO = ZoneInfo("Asia/Tokyo")
FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=TOKYO)


def wish(member: Member, **wishes: object) -> None:
    member.user.email = f"{member.id.hex}@example.jp"
    member.user.save(update_fields=["email"])
    given = {"mentions": True, "digest": "never", "digest_at": time(8, 0), "language": "ja"}
    save_preference(member=member, **{**given, **wishes})  # type: ignore[arg-type]


def mention(city: City, text: str = "確認をお願いします") -> Message:
    return post(
        city.alice, city.room, f"@{city.bob.name} {text}", mentions=[f"member:{city.bob.id}"]
    )


def sent_after(wait: timedelta = AWAY_AFTER) -> list[EmailMessage]:
    with time_machine.travel(timezone.now() + wait, tick=False):
        keep_mails()
        keep_mails()
    return outbox.outbox


def test_who_is_away_gets_one_mail_without_any_text(town: City) -> None:
    wish(town.bob)
    mention(town)
    mention(town, "至急です")
    keep_mails()
    assert outbox.outbox == [], "not before one had the time to read it"
    (sent,) = sent_after()
    assert sent.to == [town.bob.user.email]
    assert sent.body.count("/rooms/") == 2
    for secret in ("確認をお願いします", "至急", town.alice.name, town.room.name):
        assert secret not in f"{sent.subject}{sent.body}"


def test_the_organisation_may_allow_text(town: City) -> None:
    wish(town.bob)
    town.bob.organisation.mails_carry_text = True
    town.bob.organisation.save(update_fields=["mails_carry_text"])
    mention(town)
    (sent,) = sent_after()
    assert "確認をお願いします" in sent.body
    assert town.alice.name in sent.body


def test_who_reads_in_time_gets_none(town: City) -> None:
    wish(town.bob)
    mention(town)
    mark_read(member=town.bob, room_id=town.room.id)
    assert sent_after() == []
    assert Mail.objects.get().kept_at is not None


def test_nobody_gets_mail_unasked(town: City) -> None:
    mention(town)
    wish(town.alice)
    post(town.alice, town.room, f"@{town.alice.name}", mentions=[f"member:{town.alice.id}"])
    assert sent_after() == [], "bob has no wish, and nobody mails themselves"


def test_everyone_reaches_the_room_and_nobody_else(town: City) -> None:
    for member in (town.bob, town.charlie):
        wish(member)
    post(town.alice, town.room, "@全員 避難所を開きます", mentions=["everyone"])
    assert [sent.to for sent in sent_after()] == [[town.bob.user.email]]


def test_who_was_removed_meanwhile_gets_none(town: City) -> None:
    wish(town.bob)
    mention(town)
    revoke_membership(host=town.alice, room_id=town.room.id, member_id=town.bob.id)
    assert sent_after() == []


def test_a_recalled_message_is_not_mailed(town: City) -> None:
    wish(town.bob)
    message = mention(town)
    recall_message(member=town.alice, room_id=town.room.id, seq=message.seq)
    assert sent_after() == []


def test_a_mail_server_that_is_down_is_tried_again(
    town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_message: EmailMessage) -> None:
        raise SMTPServerDisconnected("gone")

    wish(town.bob)
    mention(town)
    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", down)
        assert sent_after() == []
    (sent,) = sent_after(AWAY_AFTER + timedelta(minutes=5))
    assert Mail.objects.get().attempts == 2
    assert sent.extra_headers["Message-ID"].startswith("<mail-")


def test_an_address_that_is_refused_is_given_up(
    town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(message: EmailMessage) -> None:
        raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})

    wish(town.bob)
    mention(town)
    monkeypatch.setattr(EmailMessage, "send", refused)
    sent_after()
    assert Mail.objects.get().problem == "SMTP 550"


def test_the_digest_comes_every_morning_with_something_unread(town: City) -> None:
    with time_machine.travel(FRIDAY_NOON, tick=False) as clock:
        wish(town.bob, mentions=False, digest="daily")
        post(town.alice, town.room, "お知らせ")
        clock.move_to(FRIDAY_NOON.replace(day=21, hour=8))
        keep_mails()
        clock.move_to(FRIDAY_NOON.replace(day=22, hour=8))
        keep_mails()
        mark_read(member=town.bob, room_id=town.room.id)
        clock.move_to(FRIDAY_NOON.replace(day=23, hour=8))
        keep_mails()
    assert len(outbox.outbox) == 2
    assert "お知らせ" not in outbox.outbox[0].body


def test_a_weekday_digest_waits_for_monday(town: City) -> None:
    with time_machine.travel(FRIDAY_NOON, tick=False):
        wish(town.bob, mentions=False, digest="weekdays")
        due = timezone.localtime(Mail.objects.get().due_at)
    assert (due.month, due.day, due.hour) == (11, 23, 8)


def test_another_wish_moves_the_promised_digest(town: City) -> None:
    wish(town.bob, digest="daily")
    wish(town.bob, digest="daily", digest_at=time(17, 30))
    assert timezone.localtime(Mail.objects.get().due_at).hour == 17
    wish(town.bob, digest="never")
    assert not Mail.objects.exists()


def test_without_a_mail_server_nothing_is_promised(town: City, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # type: ignore[attr-defined]
    wish(town.bob, digest="daily")
    mention(town)
    assert not Mail.objects.exists()


def test_one_chooses_on_the_account_page(town: City, browse: SignedIn) -> None:
    client = browse(town.bob)
    wishes = {"mentions": "on", "digest": "weekdays", "digest_at": "07:45"}
    assert client.post("/account/mail/", wishes).status_code == 302
    assert MailPreference.objects.get(member=town.bob).digest == "weekdays"
    wrong = client.post("/account/mail/", {**wishes, "digest": "hourly"})
    assert wrong.status_code == 422
    assert MailPreference.objects.get(member=town.bob).digest == "weekdays"
