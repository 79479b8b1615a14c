"""A right to a document that is asked often: one query, put together once."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from docs_app.models import Document
from docs_app.roles import Role
from hub.organisations.models import Member


class DocumentRight:
    """Whether `member` has at least `role` in a document now.

    The rule is `readable_by`, with what the member was when the connection began; Django takes
    longer to build its SQL than the database to answer it. Roles end with a day, so the day is
    part of the query.
    """

    def __init__(self, member: Member, document_id: UUID, role: Role = Role.EDITOR) -> None:
        self.member, self.document_id, self.role = member, document_id, role
        self.day: date | None = None
        self.sql: str | None = None  # None: nobody of the kind may edit anything
        self.params: tuple[Any, ...] = ()

    def holds(self) -> bool:
        self.build(timezone.localdate())
        if self.sql is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return cursor.fetchone() is not None

    def build(self, today: date) -> None:
        if self.day == today:
            return
        documents = Document.objects.readable_by(self.member, self.role)
        query = documents.filter(pk=self.document_id).values("pk").query
        self.sql = None
        if not query.is_empty():
            self.sql, self.params = query.sql_with_params()
        self.day = today
