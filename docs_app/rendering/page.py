"""A document as one HTML file that stands alone: nothing of it is fetched."""

import base64

from docs_app.rendering.html import html_of
from docs_app.rendering.inline import escaped
from docs_app.rendering.paper import Cover
from docs_app.rendering.tree import Node

STARTS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def page_of(root: Node, cover: Cover) -> bytes:
    title = escaped(cover.title)
    body = html_of(root)
    for key, content in cover.pictures.items():
        body = body.replace(f'src="/files/{key}/"', f'src="{inlined(content)}"')
    return (
        f'<!doctype html>\n<html lang="ja"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body><h1>{title}</h1>{body}</body></html>\n"
    ).encode()


def inlined(content: bytes) -> str:
    kind = next((STARTS[start] for start in STARTS if content.startswith(start)), "image/webp")
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
