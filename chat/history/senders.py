"""Who in the hub an old log means: people by sign-in name or name, else a placeholder."""

from dataclasses import dataclass, field
from uuid import uuid5

from django.utils.translation import gettext as _

from chat.history.reading import NAMESPACE
from hub.folding import fold
from hub.organisations.models import Member, Organisation

SUFFIX = 12  # characters at most behind a name


def spaceless(text: str) -> str:
    return fold(text).replace(" ", "")


@dataclass
class Senders:
    """Everybody an organisation's log can name; people who left are found as well."""

    organisation: Organisation
    by_login: dict[str, list[Member]] = field(default_factory=dict)
    by_name: dict[str, list[Member]] = field(default_factory=dict)
    ambiguous: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        people = Member.objects.exclude(role=Member.Role.BOT).select_related("user", "organisation")
        for member in people.iterator():
            self.by_login.setdefault(member.user.username.casefold(), []).append(member)
            self.by_name.setdefault(spaceless(member.name), []).append(member)

    def find(self, sender: str) -> Member | None:
        """The one person meant: of the organisation first, present before left.

        Namesakes of the same standing are nobody.
        """
        found = self.by_login.get(sender.casefold()) or self.by_name.get(spaceless(sender), [])
        ranked = sorted(found, key=self.standing)
        if len(ranked) > 1 and self.standing(ranked[0]) == self.standing(ranked[1]):
            self.ambiguous.add(sender)
            return None
        return ranked[0] if ranked else None

    def standing(self, member: Member) -> tuple[bool, bool]:
        elsewhere = member.organisation_id != self.organisation.id
        return elsewhere, member.left_at is not None

    def placeholder(self, sender: str) -> Member:
        """Unsaved, the same at every run: somebody who is only in the log."""
        name = _("%(name)s（過去ログ）") % {"name": sender[: 100 - SUFFIX]}
        key = uuid5(NAMESPACE, f"{self.organisation.id}/{sender}")
        return Member(id=key, organisation=self.organisation, name=name)
