"""The formats a document leaves in."""

from collections.abc import Callable

from docs_app.rendering.docx import docx_of
from docs_app.rendering.markdown import markdown_of
from docs_app.rendering.page import page_of
from docs_app.rendering.paper import Cover
from docs_app.rendering.pdf import pdf_of
from docs_app.rendering.plain import plain_of
from docs_app.rendering.tree import Node

EXPORTS: dict[str, Callable[[Node, Cover], bytes]] = {
    "docx": docx_of,
    "pdf": pdf_of,
    "markdown": lambda root, cover: markdown_of(root, cover.title).encode(),
    "html": page_of,
    "text": lambda root, cover: plain_of(root, cover.title).encode(),
}
