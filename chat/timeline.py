"""One message as the timeline shows it: the same partial in page, event and resume."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from chat.event_protocol import FileData, MessageData
from chat.markup import html_of
from chat.models import Attachment, Mention, Message, MessageObligation, Reaction, Task
from chat.stamps import STAMPS, stamp_url
from hub.files.models import StoredFile

EVENT_TEXTS = {
    Message.Event.CREATED: _lazy("%(author)sさんがルームを作成しました"),
    Message.Event.JOINED: _lazy("%(body)sさんが参加しました"),
    Message.Event.LEFT: _lazy("%(body)sさんが退出しました"),
    Message.Event.RENAMED: _lazy("%(author)sさんがルーム名を「%(body)s」に変更しました"),
    Message.Event.ARCHIVED: _lazy("%(author)sさんがルームをアーカイブしました"),
    Message.Event.REOPENED: _lazy("%(author)sさんがアーカイブを解除しました"),
    Message.Event.TOPIC_RENAMED: _lazy("%(author)sさんが話題の名前を変更しました: %(body)s"),
    Message.Event.TOPIC_RESOLVED: _lazy("%(author)sさんが話題「%(body)s」を解決済みにしました"),
    Message.Event.TOPIC_REOPENED: _lazy("%(author)sさんが話題「%(body)s」を再開しました"),
    Message.Event.TOPIC_SORTED: _lazy("%(author)sさんが%(n)s件を話題「%(name)s」へ移しました"),
    Message.Event.MOVED_IN: _lazy("%(author)sさんが別のルームから%(n)s件を移しました"),
}


@dataclass(frozen=True)
class ReactionCount:
    emoji: str
    members: list[str]  # ids, for "is mine"
    names: list[str]


@dataclass(frozen=True)
class Item:
    """A message with everything its template needs, so that rendering asks no database."""

    message: Message
    mentions: list[Mention] = field(default_factory=list)
    reactions: list[ReactionCount] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    all_tasks: list[Task] = field(default_factory=list)
    asking: MessageObligation | None = None

    @property
    def body_html(self) -> SafeString:
        labels = {mention.label: mention.address for mention in self.mentions}
        return mark_safe(html_of(self.message.body, labels))  # noqa: S308  cleaned by nh3

    @property
    def stamp_label(self) -> str:
        return str(STAMPS.get(self.message.stamp, ""))

    @property
    def stamp_url(self) -> str:
        return stamp_url(self.message.stamp)

    @property
    def files(self) -> list[StoredFile]:
        """What may be shown: a recalled or moved message has given its files away."""
        return [] if self.message.is_gone else [attachment.file for attachment in self.attachments]

    @property
    def tasks(self) -> list[Task]:
        return [task for task in self.all_tasks if task.cancelled_at is None]

    @property
    def obligation_id(self) -> UUID | None:
        """What is asked for; the card under the message differs from reader to reader."""
        if self.asking is None or self.message.is_gone:
            return None
        return self.asking.obligation_id

    @property
    def addresses(self) -> list[str]:
        return [mention.address for mention in self.mentions]

    @property
    def quoted(self) -> str:
        """The beginning of the message this one answers; empty once that is recalled."""
        return self.message.reply_to.excerpt if self.message.reply_to else ""

    @property
    def day(self) -> str:
        return timezone.localtime(self.message.created_at).date().isoformat()

    @property
    def day_label(self) -> str:
        return formats.date_format(timezone.localtime(self.message.created_at), _("n月j日(D)"))

    @property
    def event_text(self) -> str:
        """What happened to the room, in one sentence."""
        message = self.message
        count, _separator, name = message.body.partition("\n")
        words = {"author": message.author.name, "body": message.body, "n": count, "name": name}
        if message.event == Message.Event.TOPIC_SORTED and not name:
            return _("%(author)sさんが%(n)s件を話題から外しました") % words
        return EVENT_TEXTS[Message.Event(message.event)] % words


def count_reactions(reactions: Iterable[Reaction]) -> list[ReactionCount]:
    by_emoji: dict[str, list[Reaction]] = defaultdict(list)
    for reaction in reactions:
        by_emoji[reaction.emoji].append(reaction)
    return [
        ReactionCount(
            emoji, [str(each.member_id) for each in given], [each.member.name for each in given]
        )
        for emoji, given in by_emoji.items()
    ]


def item_of(message: Message) -> Item:
    """Needs a message of `Message.objects.for_timeline()`."""
    return Item(
        message,
        list(message.mentions.all()),
        count_reactions(message.reactions.all()),
        list(message.attachments.all()),
        list(message.tasks.all()),
        getattr(message, "asking", None),
    )


def render_item(item: Item) -> str:
    return render_to_string("chat/_message.html", {"item": item, "message": item.message})


def file_data(file: StoredFile) -> FileData:
    return FileData(
        id=file.id,
        name=file.name,
        size=file.size,
        content_type=file.content_type,
        width=file.width,
        height=file.height,
    )


def message_data(item: Item, *, with_html: bool = True) -> MessageData:
    message = item.message
    return MessageData(
        room=message.room_id,
        seq=message.seq,
        version=message.version,
        client_id=message.client_id,
        author=message.author_id,
        author_name=message.author.name,
        posted_as=message.posted_as,
        body=message.body,
        mentions=item.addresses,
        reply_to=message.reply_to.seq if message.reply_to else None,
        created_at=message.created_at.isoformat(),
        edited=message.edited_at is not None,
        deleted=message.deleted_at is not None,
        pinned=message.pinned_at is not None,
        files=[file_data(file) for file in item.files],
        stamp=message.stamp,
        topic=message.topic_id,
        topic_name=message.topic.name if message.topic else "",
        html=render_item(item) if with_html else "",
    )
