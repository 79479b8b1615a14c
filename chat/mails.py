"""The chat's lines in mails. Looked up when a mail is sent, by the rights of that moment."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.mentions import unread_mentions
from chat.models import Membership, Message
from chat.sidebar import others_of, title_of
from hub.mail.ports import Line
from hub.organisations.models import Member

LINES = 20
QUOTES = 3  # of one room


def mention_lines(member: Member, since: datetime) -> list[Line]:
    """Messages addressed to the member since then that are still unread."""
    messages = (
        Message.objects.filter(mentions__in=unread_mentions(member), deleted_at=None)
        .filter(created_at__gte=since)
        .select_related("author", "author__organisation", "room")
        .order_by("created_at")
        .distinct()
    )
    return [
        Line(
            plain=_("あなた宛のメッセージが1件あります。"),
            full=_("%(author)s（%(organisation)s）: %(text)s")
            % {
                "author": message.author.name,
                "organisation": message.author.organisation.name,
                "text": message.excerpt,
            },
            path=f"{reverse('chat:room', args=[message.room_id])}?seq={message.seq}",
        )
        for message in messages[:LINES]
    ]


def digest_lines(member: Member, _since: datetime) -> list[Line]:
    """Rooms with unread messages, the newest first; muted rooms are left out."""
    places = [
        place
        for place in Membership.objects.of_member(member)
        if place.unread_count and place.involvement != Membership.Involvement.NOTHING
    ]
    others = others_of((place.room_id for place in places), member)
    return [
        unread_line(place, title_of(place.room, others[place.room_id])) for place in places[:LINES]
    ]


def unread_line(place: Membership, title: str) -> Line:
    count = ngettext("未読が%(n)d件あります。", "未読が%(n)d件あります。", place.unread_count) % {
        "n": place.unread_count
    }
    unread = Message.objects.in_room(place.room).filter(seq__gt=place.read_seq)
    newest = unread.present().not_muted_by(place.member_id)
    quotes = [
        f"  {message.author.name}: {message.excerpt}"
        for message in newest.select_related("author").order_by("-seq")[:QUOTES]
    ]
    full = "\n".join([f"{title} — {count}", *reversed(quotes)])
    return Line(plain=count, full=full, path=reverse("chat:room", args=[place.room_id]))
