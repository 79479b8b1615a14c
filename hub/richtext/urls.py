"""Addresses the editor asks: a picture to store, people to mention."""

from django.urls import path

from hub.richtext import views

app_name = "richtext"
urlpatterns = [
    path("pictures/", views.picture, name="picture"),
    path("people/", views.people, name="people"),
]
