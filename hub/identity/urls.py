"""The person's own account."""

from django.urls import path

from hub.identity import views

app_name = "identity"
urlpatterns = [
    path("", views.account, name="account"),
    path("email/", views.email, name="email"),
    path("end-session/", views.end_session, name="end-session"),
    path("switch/", views.switch, name="switch"),
]
