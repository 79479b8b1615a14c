"""Mail preferences, below the account."""

from django.urls import path

from hub.mail import views

app_name = "mail"
urlpatterns = [path("", views.preferences, name="preferences")]
