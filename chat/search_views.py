"""The search page: one address, everything in its query string."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chat.markup import plain
from chat.models import Membership, Message, Topic
from chat.search import (
    COUNT_LIMIT,
    Found,
    Place,
    Question,
    find_files,
    find_messages,
    people_for,
)
from chat.sidebar import others_of, title_of
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member
from hub.search import ports
from hub.search.days import DaysField, first_of, last_of
from hub.search.excerpts import marked
from hub.search.terms import QUERY_LIMIT, terms_of

PEOPLE = 50
TABS = {"messages": _("メッセージ"), "files": _("ファイル"), "people": _("人")}

# Says nothing of what was asked for.
UNKNOWN = {"invalid_choice": _("一覧から選んでください。")}


class SearchForm(forms.Form):
    q = forms.CharField(label=_("探す言葉"), required=False)
    room = forms.ChoiceField(label=_("ルーム"), required=False, error_messages=UNKNOWN)
    topic = forms.ChoiceField(label=_("話題"), required=False, error_messages=UNKNOWN)
    sender = forms.CharField(label=_("送信者"), required=False)
    since = DaysField(label=_("この日から"), required=False, max_length=30)
    until = DaysField(label=_("この日まで"), required=False, max_length=30)
    file = forms.BooleanField(label=_("ファイルがあるものだけ"), required=False)

    def __init__(self, member: Member, data: Any) -> None:
        super().__init__(data)
        self.places = list(Membership.objects.of_member(member))
        others = others_of((place.room_id for place in self.places), member)
        self.titles = {
            place.room_id: title_of(place.room, others[place.room_id]) for place in self.places
        }
        rooms = [(str(key), title) for key, title in self.titles.items()]
        self.fields["room"].choices = [("", _("すべてのルーム")), *rooms]  # type: ignore[attr-defined]
        topics = Topic.objects.filter(room__in=self.chosen_room()).values_list("pk", "name")
        named = [(str(key), name) for key, name in topics]
        self.fields["topic"].choices = [("", _("すべての話題")), *named]  # type: ignore[attr-defined]
        self.has_topics = bool(named)

    def chosen_room(self) -> list[UUID]:
        return [key for key in self.titles if str(key) == self.data.get("room")]

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"])[:QUERY_LIMIT]

    @property
    def question(self) -> Question:
        given = self.cleaned_data
        return Question(
            terms=terms_of(given["q"]),
            room=UUID(given["room"]) if given["room"] else None,
            sender=given["sender"][:QUERY_LIMIT],
            since=first_of(given["since"]),
            until=last_of(given["until"]),
            has_file=given["file"],
            topic=UUID(given["topic"]) if given["topic"] else None,
        )


@require_GET
@member_required
def search(request: MemberRequest) -> HttpResponse:
    """Messages, files or people; the counts of all three stand on the tabs."""
    form = SearchForm(request.member, request.GET)
    chosen = request.GET.get("tab", "")
    tab = chosen if chosen in TABS else "messages"
    context: dict[str, Any] = {"form": form, "tab": tab, "asked": False}
    context["filtering"] = any(request.GET.get(name) for name in form.fields if name != "q")
    if form.is_valid() and not form.question.is_empty:
        place = Place.parse(request.GET.get("before", ""))
        context |= results(request.member, form, tab, place)
    return render(request, "chat/search.html", context)


def results(member: Member, form: SearchForm, tab: str, place: Place | None) -> dict[str, Any]:
    question, rooms = form.question, list(form.titles)
    messages = find_messages(rooms, question, place if tab == "messages" else None)
    files = find_files(rooms, question, place if tab == "files" else None)
    people = people_for(member, question)
    counts = {
        "messages": words_for(messages),
        "files": words_for(files),
        "people": str(people.count()),
    }
    found: dict[str, Found[Any]] = {"messages": messages, "files": files}
    shown = found.get(tab)
    context = {
        "asked": True,
        "question": question,
        "tabs": [(name, label, counts[name]) for name, label in TABS.items()],
        "elsewhere": [find(member, question.terms) for find in ports.finders],
        "next": shown.next if shown else None,
        "behind": place,
    }
    if tab == "messages":
        context["hits"] = [message_hit(form, each) for each in messages.rows]
    elif tab == "files":
        context["hits"] = [file_hit(form, each) for each in files.rows]
    else:
        context["people"] = people[:PEOPLE]
        context["more_people"] = people.count() > PEOPLE
    return context


def words_for(found: "Found[Any]") -> str:
    if found.is_capped:
        return gettext("%(n)d以上") % {"n": COUNT_LIMIT}
    return str(found.count)


def message_hit(form: SearchForm, message: Message) -> dict[str, Any]:
    text = plain(message.body)
    return {
        "message": message,
        "room_title": form.titles[message.room_id],
        "pieces": marked(text, form.question.terms) if text else [],
        "files": [attachment.file for attachment in message.attachments.all()],
    }


def file_hit(form: SearchForm, attachment: Any) -> dict[str, Any]:
    return {
        "message": attachment.message,
        "room_title": form.titles[attachment.message.room_id],
        "pieces": marked(attachment.file.name, form.question.terms),
        "file": attachment.file,
    }
