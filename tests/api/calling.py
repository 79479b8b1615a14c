"""Programs that call the API."""

from typing import Any

from django.test import Client

from api.actions.tokens import create_token
from api.scopes import Scope
from hub.organisations.models import Member

ALL = list(Scope.values)


class Program:
    """A client with a token of one member."""

    def __init__(self, member: Member, *scopes: str, token: str = "") -> None:
        self.token = token
        if not token:
            _row, self.token = create_token(
                by=member, member=member, name="試験", scopes=scopes or ALL, days=1
            )
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        given = {"content_type": "application/json", "data": body} if body is not None else {}
        given |= more
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        send = getattr(self.client, method)
        return send(f"/api/v1{path}", headers=headers, **given)

    def get(self, path: str, **more: Any) -> Any:
        return self.call("get", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("post", path, {} if body is None else body, **more)
