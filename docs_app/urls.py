"""Addresses of documents. Every id is checked against what the acting member may read."""

from django.urls import path

from docs_app import live_views, picture_views, views

app_name = "documents"
urlpatterns = [
    path("", views.library, name="library"),
    path("new/", views.create, name="create"),
    path("<uuid:document_id>/", views.document, name="document"),
    path("<uuid:document_id>/pictures/", picture_views.picture, name="picture"),
    path("<uuid:document_id>/live/frames/", live_views.frames_view, name="frames"),
    path("<uuid:document_id>/live/poll/", live_views.poll_view, name="poll"),
]
