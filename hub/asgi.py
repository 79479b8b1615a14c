"""The ASGI application: ordinary requests to Django, `/ws/` to the live sessions."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from chat.consumers import ChatSession  # noqa: E402
from docs_app.consumers import DocumentSession  # noqa: E402
from hub.body_limit import BodyLimit  # noqa: E402
from hub.lanes import LanedHandler  # noqa: E402
from hub.realtime.websocket import SocketConsumer  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": BodyLimit(LanedHandler()),
        "websocket": URLRouter(
            [
                path("ws/", SocketConsumer.as_asgi(session_class=ChatSession)),  # type: ignore[arg-type, list-item]
                path(
                    "ws/documents/<uuid:document_id>/",
                    SocketConsumer.as_asgi(session_class=DocumentSession),  # type: ignore[arg-type, list-item]
                ),
            ]
        ),
    }
)
