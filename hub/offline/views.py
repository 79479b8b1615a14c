"""What makes the hub an app: manifest, service worker, and the page for want of a network."""

import json
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hub import assets
from hub.appearance import appearance

# The header's colour, as `--header` in tokens.css.
THEME_COLOUR = "#10264f"
ICONS = (("192", "any"), ("512", "any"), ("192", "maskable"), ("512", "maskable"))
# The worker keeps these beside the build's hashed files.
PLAIN_ASSETS = ("icons.svg", "logo.svg", "favicon.svg", "favicon-unread.svg")


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (W3C Web Application Manifest), in the person's language."""
    rooms = reverse("chat:home")
    content = {
        "id": "/",
        "name": _("つなぐ"),
        "short_name": _("つなぐ"),
        "description": _("市役所と、地域の医療・介護の現場をつなぐ連絡の場"),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": rooms,
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME_COLOUR,
        "background_color": "#ffffff",
        "categories": ["business", "government", "medical"],
        "icons": [
            {
                "src": static(f"app-icons/{purpose}-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in ICONS
        ],
        "shortcuts": [
            {"name": _("チャット"), "url": rooms},
            {"name": _("人と組織"), "url": reverse("organisations:directory")},
        ],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/manifest+json"
    return response


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the list of this build's files, so that a build renews it."""
    path: Path = settings.FRONTEND_DIST / "sw.js"
    if not path.exists():
        raise Http404
    stamps = sorted(f"stamps/{each.name}" for each in settings.FRONTEND_DIST.glob("stamps/*.svg"))
    kept = [*assets.shell("app"), *map(static, [*PLAIN_ASSETS, *stamps])]
    editor = assets.shell("editor")
    lists = f"self.SHELL = {json.dumps(kept)};\nself.EDITOR = {json.dumps(editor)};"
    text = f"{lists}\n{path.read_text(encoding='utf-8')}"
    response = HttpResponse(text, content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page shown instead of one that cannot be had. It is kept, so it knows nobody."""
    return HttpResponse(render_to_string("hub/offline.html", appearance(request)))
