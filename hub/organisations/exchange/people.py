"""Lists of people: found by sign-in name, else by name within their organisation."""

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from hub.audit import AuditAction, entry, record_all
from hub.identity.models import User
from hub.organisations import ports
from hub.organisations.actions.members import end_membership, revoke_invitations_by
from hub.organisations.actions.rights import (
    check_rank,
    check_role,
    end_live_sessions,
    keep_city_administrator,
)
from hub.organisations.exchange.places import BATCH, path_of, sections_by_path, store_changed
from hub.organisations.exchange.plan import (
    Change,
    Plan,
    RowError,
    Values,
    allowed,
    choice,
    spaceless,
)
from hub.organisations.models import Import, Member, Organisation, Section

Role = Member.Role
FieldChange = tuple[str, str, str]


class PeoplePlan(Plan):
    kind = Import.Kind.PEOPLE
    plain = ("name", "reading", "title", "phone")

    def __init__(self, by: Member, **options: Any) -> None:
        super().__init__(by, **options)
        self.in_charge = by.role == Role.CITY_ADMINISTRATOR
        self.load_sections()
        self.load_people()
        self.fresh: list[Member] = []
        self.users: list[User] = []
        self.changed: list[Member] = []
        self.readdressed: list[User] = []
        self.moved: list[Member] = []  # rooms follow section, role and return
        self.new_role: list[Member] = []
        self.returned: list[Member] = []
        self.gone: list[Member] = []

    def load_sections(self) -> None:
        self.by_path = sections_by_path(self.organisations)
        self.by_section_name: dict[tuple[UUID, str], list[Section]] = {}
        for (key, path), section in self.by_path.items():
            self.by_section_name.setdefault((key, path[-1]), []).append(section)
        self.paths = {section.pk: "/".join(path) for (_key, path), section in self.by_path.items()}

    def load_people(self) -> None:
        members = Member.objects.filter(organisation__in=self.organisations).exclude(role=Role.BOT)
        self.by_username: dict[tuple[UUID, str], Member] = {}
        self.by_person: dict[tuple[UUID, str], list[Member]] = {}
        for member in members.select_related("user", "organisation", "section"):
            place = member.organisation_id
            self.by_username[place, member.user.username.casefold()] = member
            self.by_person.setdefault((place, spaceless(member.name)), []).append(member)
        people = User.objects.all()
        self.known_users = {user.username.casefold(): user for user in people.iterator()}
        self.addresses = {
            user.email.casefold(): user.username.casefold()
            for user in self.known_users.values()
            if user.email
        }

    def take(self, row: int, values: Values) -> None:
        organisation = self.organisation(values)
        if not values.get("name"):
            raise RowError("name", _("氏名がありません。"))
        found = self.find(organisation, values)
        username = values.get("username", "")
        self.once((organisation.id, found.pk if found else username.casefold()), row, "username")
        member = found or self.newcomer(organisation, username)
        fields = self.compare(member, values, self.plain)
        fields += self.section(member, values)
        fields += self.role(member, values, new=found is None)
        fields += self.email(member.user, values)
        self.check(member, [*self.plain])
        returned = found is not None and found.left_at is not None
        if returned:
            allowed("name", check_rank, self.by, member)
        if found is None:
            fields.append((self.labels["username"], "", username))
        title = f"{organisation.name} {member.name}"
        if self.note(row, title, fields, new=found is None, returned=returned):
            self.remember(member, {label for label, _old, _new in fields}, found, returned)

    def find(self, organisation: Organisation, values: Values) -> Member | None:
        """Raises RowError for a newcomer without a sign-in name, or one of several namesakes."""
        username = values.get("username", "")
        if username:
            return self.by_username.get((organisation.id, username.casefold()))
        namesakes = self.by_person.get((organisation.id, spaceless(values["name"])), [])
        present = [member for member in namesakes if member.left_at is None] or namesakes
        if len(present) > 1:
            raise RowError("username", _("同姓同名の人がいます。サインイン名を入力してください。"))
        if not present:
            raise RowError("username", _("新しい人にはサインイン名が必要です。"))
        return present[0]

    def newcomer(self, organisation: Organisation, username: str) -> Member:
        """A member without id in the database; the user may exist elsewhere already."""
        user = self.known_users.get(username.casefold())
        if user is not None and (not self.in_charge or not user.is_active):
            raise RowError("username", _("このサインイン名は使われています。"))
        if user is None:
            user = User(username=username, password=make_password(None))
            self.check(user, ["username"])
        return Member(user=user, organisation=organisation, role=Role.MEMBER)

    def section(self, member: Member, values: Values) -> list[FieldChange]:
        if "section" not in values:
            return []
        old, wanted = member.section, self.find_section(member.organisation, values["section"])
        if (old and old.pk) == (wanted and wanted.pk):
            return []
        member.section = wanted
        before, after = (self.paths[each.pk] if each else "" for each in (old, wanted))
        return [(self.labels["section"], before, after)]

    def find_section(self, organisation: Organisation, text: str) -> Section | None:
        """By its whole path, or by its name where only one section has it."""
        if not text:
            return None
        exact = self.by_section_name.get((organisation.id, text), [])
        found = [
            self.by_path[key] for key in [(organisation.id, path_of(text))] if key in self.by_path
        ]
        found = found or exact
        if len(found) > 1:
            problem = _("「%(text)s」という部署が複数あります。上位の部署から/で区切ってください。")
            raise RowError("section", problem % {"text": text})
        if not found:
            problem = _("「%(text)s」という部署がありません。先に部署を取り込んでください。")
            raise RowError("section", problem % {"text": text})
        return found[0]

    def role(self, member: Member, values: Values, *, new: bool) -> list[FieldChange]:
        text = values.get("role", "")
        if not text:
            return []
        choices = [each for each in Role.choices if each[0] != Role.BOT]
        role, old = choice("role", text, choices), member.role
        if role == old:
            return []
        allowed("role", check_role, self.by, member.organisation, role)
        if old == Role.CITY_ADMINISTRATOR:
            allowed("role", check_role, self.by, member.organisation, old)
        member.role = role
        before = "" if new else str(Role(old).label)
        return [(self.labels["role"], before, str(Role(role).label))]

    def email(self, user: User, values: Values) -> list[FieldChange]:
        """An address in the file replaces the stored one; an empty cell leaves it alone."""
        email = User.objects.normalize_email(values.get("email", ""))
        if not email or email.casefold() == user.email.casefold():
            return []
        owner = self.addresses.get(email.casefold(), user.username.casefold())
        if owner != user.username.casefold():
            raise RowError("email", _("このメールアドレスは使われています。"))
        if not user._state.adding and not self.in_charge:
            raise RowError("email", _("メールアドレスは本人が変更します。"))
        old, user.email = user.email, email
        self.check(user, ["email"])
        self.addresses[email.casefold()] = user.username.casefold()
        if not user._state.adding:
            self.readdressed.append(user)
        return [(self.labels["email"], old, email)]

    def remember(
        self, member: Member, labels: set[str], found: Member | None, returned: bool
    ) -> None:
        if found is None:
            self.fresh.append(member)
            if member.user._state.adding:
                self.users.append(member.user)
                self.known_users[member.user.username.casefold()] = member.user
            return
        self.changed.append(member)
        if returned:
            member.left_at = None
            self.returned.append(member)
        if self.labels["role"] in labels:
            self.new_role.append(member)
        if returned or labels & {self.labels["role"], self.labels["section"]}:
            self.moved.append(member)

    def finish(self) -> None:
        """Who is not in the file leaves, when that was asked for; nobody removes themselves."""
        if not self.ends_missing:
            return
        mentioned = {place for place, _key in self.seen}
        for (place, _name), member in self.by_username.items():
            if place not in mentioned or (place, member.pk) in self.seen or member.left_at:
                continue
            try:
                allowed("name", check_rank, self.by, member)
                if member.user_id == self.by.user_id:
                    raise RowError("name", _("一覧にあなた自身がありません。"))
            except RowError as error:
                self.refuse(0, error.column, f"{member.name}: {error.text}")
                continue
            self.gone.append(member)
            self.changes.append(Change(0, "ended", f"{member.organisation.name} {member.name}"))

    def store(self) -> None:
        User.objects.bulk_create(self.users, batch_size=BATCH)
        for member in self.fresh:
            member.user_id = member.user.pk
        Member.objects.bulk_create(self.fresh, batch_size=BATCH)
        store_changed(self.changed, [*self.plain, "section", "role", "left_at", "folded"])
        store_changed(self.readdressed, ["email"])
        for member in self.gone:
            end_membership(by=self.by, member_id=member.pk)
        self.follow()
        self.audit()

    def follow(self) -> None:
        """What follows from a role, and the rooms that follow the staff."""
        for member in self.new_role:
            if not member.is_administrator:
                revoke_invitations_by(member)
            if not member.may_chat:
                end_live_sessions(member)
        keep_city_administrator()
        ports.crowd_changed([*self.fresh, *self.moved])

    def audit(self) -> None:
        came_back = {member.pk for member in self.returned}
        pairs = [(AuditAction.MEMBER_ADDED, member) for member in self.fresh]
        for member in self.changed:
            back = member.pk in came_back
            pairs.append(
                (AuditAction.MEMBER_REINSTATED if back else AuditAction.MEMBER_CHANGED, member)
            )
        record_all(
            entry(
                action,
                by=self.by,
                organisation=member.organisation,
                name=member.name,
                role=member.role,
                section=member.section or "",
            )
            for action, member in pairs
        )
