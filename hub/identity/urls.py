"""The person's own account."""

from django.urls import path

from hub.identity import views

app_name = "identity"
urlpatterns = [
    path("", views.account, name="account"),
    path("switch/", views.switch, name="switch"),
]
