"""What only the pages of documents show."""

import re

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from docs_app.actions.comments import SPACES
from docs_app.models import Comment
from hub.organisations.models import Member

register = template.Library()


@register.simple_tag
def comment_body(comment: Comment, reader: Member) -> SafeString:
    """The words of a comment, with the names it calls marked."""
    called = {SPACES.sub("", person.name): person for person in comment.mentions.all()}
    if not called:
        return linebreaksbr(comment.body)
    longest_first = sorted(called, key=len, reverse=True)
    names = "|".join(r"\s*".join(map(re.escape, name)) for name in longest_first)
    parts = re.split(rf"@({names})", comment.body)
    pieces = (
        marked(part, is_me=called[SPACES.sub("", part)] == reader) if at % 2 else part
        for at, part in enumerate(parts)
    )
    return linebreaksbr(format_html_join("", "{}", ((piece,) for piece in pieces)))


def marked(name: str, *, is_me: bool) -> SafeString:
    own = " mention--me" if is_me else ""
    return format_html('<span class="mention{}">@{}</span>', own, name)
