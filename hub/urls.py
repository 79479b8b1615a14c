"""All addresses of the hub."""

from django.urls import include, path
from django.views.generic import RedirectView

from hub import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="chat:home"), name="home"),
    path("rooms/", include("chat.urls")),
    path("people/", include("hub.organisations.urls")),
    path("account/", include("hub.identity.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
