"""All addresses of the hub."""

from django.urls import include, path
from django.views.generic import RedirectView

from api.endpoints import api
from hub import health
from hub.identity import views as identity
from hub.offline import views as offline
from hub.offline.shared import shared_device

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="chat:home"), name="home"),
    path("rooms/", include("chat.urls")),
    path("api/v1/docs", RedirectView.as_view(pattern_name="integrations:docs")),
    path("api/v1/", api.urls),
    path("integrations/", include("api.urls")),
    path("documents/", include("docs_app.urls")),
    path("notices/", include("hub.notices.urls")),
    path("obligations/", include("hub.obligations.urls")),
    path("files/", include("hub.files.urls")),
    path("rich-text/", include("hub.richtext.urls")),
    path("people/", include("hub.organisations.urls")),
    path("account/mail/", include("hub.mail.urls")),
    path("account/", include("hub.identity.urls")),
    # Without e-mail a forgotten password is renewed by the organisation's administrator.
    path("accounts/password/reset/", identity.forgotten, name="account_reset_password"),
    # The address is optional and stands on the account page.
    path(
        "accounts/email/",
        RedirectView.as_view(pattern_name="identity:account"),
        name="account_email",
    ),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("offline/shared-device/", shared_device, name="shared-device"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
