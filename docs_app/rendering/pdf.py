"""A document as an A4 PDF, with the fonts the hub ships. WeasyPrint fetches nothing."""

from pathlib import Path
from typing import Any

from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from docs_app.rendering.html import html_of
from docs_app.rendering.inline import escaped
from docs_app.rendering.paper import Cover, picture_id
from docs_app.rendering.tree import Node

# WeasyPrint has the whole process accept broken pictures from now on; nobody else may.
ImageFile.LOAD_TRUNCATED_IMAGES = False

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS = ROOT / "frontend/node_modules/@expo-google-fonts/biz-udpgothic"
SHEET = Path(__file__).with_name("paper.css")


BOXES = {
    '<input type="checkbox" checked="checked" disabled="disabled">': "☑",
    '<input type="checkbox" disabled="disabled">': "☐",
}


class NotFetched(ValueError):
    """An address in a document; the hub fetches none while it prints."""


class OwnPictures(URLFetcher):  # type: ignore[misc]  # has no types
    """Serves the pictures that came along, and refuses everything else."""

    def __init__(self, cover: Cover) -> None:
        super().__init__(allowed_protocols=())
        self.pictures = cover.pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        found = self.pictures.get(picture_id(url.removeprefix("hub:")))
        if found is None:
            raise NotFetched(url)
        return URLFetcherResponse(url, body=found)


def pdf_of(root: Node, cover: Cover) -> bytes:
    """The PDF of a document's tree."""
    return pdf_of_html(boxes_drawn(html_of(root)), cover)


def boxes_drawn(html: str) -> str:
    """Checkboxes as signs: WeasyPrint draws form fields as blocks."""
    for field, sign in BOXES.items():
        html = html.replace(field, f'<span class="box">{sign}</span> ')
    return html


def pdf_of_html(body: str, cover: Cover) -> bytes:
    """The PDF of HTML made by us: a document, or a comparison of two."""
    fonts = FontConfiguration()
    sheet = SHEET.read_text(encoding="utf-8").replace("FONTS", FONTS.as_uri())
    styles = CSS(string=sheet, font_config=fonts)
    page = HTML(
        string=f'<html lang="ja"><body>{heading(cover)}<main>{body}</main></body></html>',
        base_url="hub:",
        url_fetcher=OwnPictures(cover),
    )
    made: bytes = page.write_pdf(stylesheets=[styles], font_config=fonts)
    return made


def heading(cover: Cover) -> str:
    lines = [("number", cover.number), ("dated", cover.dated), ("from", cover.organisation)]
    facts = "".join(f'<p class="{name}">{escaped(text)}</p>' for name, text in lines if text)
    return f"<header>{facts}<h1>{escaped(cover.title)}</h1></header>"
