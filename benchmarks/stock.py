"""The textbook way, to compare with: every socket joins the group, `group_send` to all.

Stores each message with the hub's own action, so that only the delivery differs.
"""

import json
import os
from typing import Any, cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.db import database_sync_to_async  # noqa: E402
from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402

from chat.actions.messages import post_message  # noqa: E402
from chat.event_protocol import MessagePosted  # noqa: E402
from chat.models import Membership, Message  # noqa: E402
from chat.timeline import Item, message_data  # noqa: E402
from hub.organisations.models import Member  # noqa: E402


class StockConsumer(AsyncJsonWebsocketConsumer):
    member: Member

    async def connect(self) -> None:
        self.member = await database_sync_to_async(self.own_member)()
        for room in await database_sync_to_async(self.own_rooms)():
            await self.channel_layer.group_add(f"room.{room.hex}", self.channel_name)
        await self.accept()
        await self.send_json({"type": "session.hello"})

    def own_member(self) -> Member:
        members = Member.objects.select_related("organisation")
        return members.get(user=cast(Any, self.scope["user"]))

    def own_rooms(self) -> list[Any]:
        places = Membership.objects.active().filter(member=self.member)
        return list(places.values_list("room_id", flat=True))

    async def receive_json(self, content: Any, **_options: Any) -> None:
        message, event = await database_sync_to_async(self.post)(content)
        await self.send_json({"type": "reply", "request": content["request"], "data": {}})
        group = f"room.{message.room_id.hex}"
        await self.channel_layer.group_send(group, {"type": "posted", "event": event})

    def post(self, content: Any) -> tuple[Message, Any]:
        message = post_message(
            author=self.member,
            room_id=content["room"],
            client_id=content["client_id"],
            body=content["body"],
        )
        event = MessagePosted(
            room=message.room_id,
            version=message.version,
            room_name=message.room.name,
            message=message_data(Item(message)),
        )
        return message, event.model_dump(mode="json")

    async def posted(self, event: dict[str, Any]) -> None:
        await self.send_json(event["event"])

    @classmethod
    async def encode_json(cls, content: Any) -> str:
        """As compact as the hub's own frames."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


application = ProtocolTypeRouter(
    {"http": django_application, "websocket": AuthMiddlewareStack(StockConsumer.as_asgi())}
)
