"""The chat's live session: parse, call one action, reply. The same on every carrier."""

from functools import singledispatchmethod
from typing import Any
from uuid import UUID

from chat import event_protocol, presence, protocol
from chat.actions import messages, reading, scheduling, tasks, topics
from chat.actions.moving import move_messages
from chat.addresses import own_addresses
from chat.models import Membership
from chat.resume import resume
from chat.sweeping import versions_of
from hub.realtime import relay
from hub.realtime.database import db
from hub.realtime.groups import room_group, room_of
from hub.realtime.session import LiveSession


class ChatSession(LiveSession):
    commands = protocol.commands

    def room_ids(self) -> list[UUID]:
        places = Membership.objects.active().filter(member_id=self.member.pk)
        return list(places.values_list("room_id", flat=True))

    async def groups(self) -> set[str]:
        return {room_group(room_id) for room_id in await db(self.room_ids)}

    async def hello(self) -> event_protocol.ChatHello:
        rooms = [room for group in self.listener.groups if (room := room_of(group))]
        presence.presence_moved(self.listener.groups)
        return event_protocol.ChatHello(
            member=self.member.id,
            versions=await db(versions_of, rooms),
            addresses=await db(own_addresses, self.member),
        )

    def stop(self) -> None:
        presence.presence_moved(self.listener.groups)
        super().stop()

    @singledispatchmethod
    async def answer(self, command: Any) -> dict[str, Any]:
        raise NotImplementedError(type(command).__name__)

    @answer.register
    async def post(self, command: protocol.PostMessage) -> dict[str, Any]:
        message = await db(
            messages.post_message,
            author=self.member,
            room_id=command.room,
            client_id=command.client_id,
            body=command.body,
            mentions=command.mentions,
            reply_to=command.reply_to,
            files=command.files,
            stamp=command.stamp,
            topic=command.topic,
        )
        return {"seq": message.seq, "version": message.version}

    @answer.register
    async def schedule(self, command: protocol.ScheduleMessage) -> dict[str, Any]:
        scheduled = await db(
            scheduling.schedule_message,
            author=self.member,
            room_id=command.room,
            client_id=command.client_id,
            due_at=command.due_at,
            body=command.body,
            mentions=command.mentions,
            reply_to=command.reply_to,
            files=command.files,
            topic=command.topic,
        )
        return {"id": str(scheduled.id), "due_at": scheduled.due_at.isoformat()}

    @answer.register
    async def edit(self, command: protocol.EditMessage) -> dict[str, Any]:
        await db(
            messages.edit_message,
            author=self.member,
            room_id=command.room,
            seq=command.seq,
            body=command.body,
            mentions=command.mentions,
        )
        return {}

    @answer.register
    async def recall(self, command: protocol.RecallMessage) -> dict[str, Any]:
        await db(messages.recall_message, member=self.member, room_id=command.room, seq=command.seq)
        return {}

    @answer.register
    async def react(self, command: protocol.React) -> dict[str, Any]:
        await db(
            messages.react,
            member=self.member,
            room_id=command.room,
            seq=command.seq,
            emoji=command.emoji,
            on=command.on,
        )
        return {}

    @answer.register
    async def pin(self, command: protocol.PinMessage) -> dict[str, Any]:
        await db(
            messages.pin_message,
            member=self.member,
            room_id=command.room,
            seq=command.seq,
            on=command.on,
        )
        return {}

    @answer.register
    async def sort(self, command: protocol.SortMessages) -> dict[str, Any]:
        count = await db(
            topics.sort_messages,
            member=self.member,
            room_id=command.room,
            seq=command.seq,
            scope=command.scope,
            topic_id=command.topic,
        )
        return {"count": count}

    @answer.register
    async def move(self, command: protocol.MoveMessages) -> dict[str, Any]:
        moved = await db(
            move_messages,
            member=self.member,
            room_id=command.room,
            seq=command.seq,
            scope=command.scope,
            target_id=command.target,
            topic_id=command.topic,
            new_topic=command.new_topic,
            readers_accepted=command.readers_accepted,
        )
        return {"room": str(command.target), "seq": moved[0].seq}

    @answer.register
    async def start_topic(self, command: protocol.StartTopic) -> dict[str, Any]:
        topic = await db(
            topics.start_topic, member=self.member, room_id=command.room, name=command.name
        )
        return {"topic": str(topic.id), "name": topic.name}

    @answer.register
    async def rename_topic(self, command: protocol.RenameTopic) -> dict[str, Any]:
        await db(topics.rename_topic, member=self.member, topic_id=command.topic, name=command.name)
        return {}

    @answer.register
    async def resolve_topic(self, command: protocol.ResolveTopic) -> dict[str, Any]:
        await db(topics.resolve_topic, member=self.member, topic_id=command.topic, on=command.on)
        return {}

    @answer.register
    async def involve_in_topic(self, command: protocol.InvolveInTopic) -> dict[str, Any]:
        await db(
            topics.involve_in_topic,
            member=self.member,
            topic_id=command.topic,
            involvement=command.involvement,
        )
        return {}

    @answer.register
    async def create_task(self, command: protocol.CreateTask) -> dict[str, Any]:
        task = await db(
            tasks.create_task,
            member=self.member,
            room_id=command.room,
            seq=command.seq,
            title=command.title,
            assignee_id=command.assignee,
            due_on=command.due_on,
            note=command.note,
        )
        return {"task": str(task.id)}

    @answer.register
    async def change_task(self, command: protocol.ChangeTask) -> dict[str, Any]:
        await db(
            tasks.change_task,
            member=self.member,
            task_id=command.task,
            title=command.title,
            assignee_id=command.assignee,
            due_on=command.due_on,
            note=command.note,
        )
        return {}

    @answer.register
    async def complete_task(self, command: protocol.CompleteTask) -> dict[str, Any]:
        await db(tasks.complete_task, member=self.member, task_id=command.task, on=command.on)
        return {}

    @answer.register
    async def cancel_task(self, command: protocol.CancelTask) -> dict[str, Any]:
        await db(tasks.cancel_task, member=self.member, task_id=command.task)
        return {}

    @answer.register
    async def mark_delivered(self, command: protocol.MarkDelivered) -> dict[str, Any]:
        await db(reading.mark_delivered, member=self.member, room_id=command.room, seq=command.seq)
        return {}

    @answer.register
    async def mark_displayed(self, command: protocol.MarkDisplayed) -> dict[str, Any]:
        if await db(
            reading.mark_displayed, member=self.member, room_id=command.room, seq=command.seq
        ):
            presence.receipts_moved(command.room)
        return {}

    @answer.register
    async def mark_read(self, command: protocol.MarkRead) -> dict[str, Any]:
        await db(reading.mark_read, member=self.member, room_id=command.room, seq=command.seq)
        return {}

    @answer.register
    async def save_draft(self, command: protocol.SaveDraft) -> dict[str, Any]:
        await db(reading.save_draft, member=self.member, room_id=command.room, body=command.body)
        return {}

    @answer.register
    async def set_involvement(self, command: protocol.SetInvolvement) -> dict[str, Any]:
        await db(
            reading.set_involvement,
            member=self.member,
            room_id=command.room,
            involvement=command.involvement,
        )
        return {}

    @answer.register
    async def type(self, command: protocol.Type) -> dict[str, Any]:
        place = await db(reading.own_place, self.member, command.room)
        await relay(
            room_group(place.room_id),
            event_protocol.Typing(room=place.room_id, member=self.member.id, name=self.member.name),
        )
        return {}

    @answer.register
    async def resume(self, command: protocol.Resume) -> dict[str, Any]:
        return await db(
            resume,
            member=self.member,
            room_id=command.room,
            after=command.after,
            language=self.language,
        )
