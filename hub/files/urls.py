"""Addresses of files. Every id is checked against what the acting member may read."""

from django.urls import path

from hub.files import upload_views, views

app_name = "files"
urlpatterns = [
    path("", upload_views.create, name="create"),
    path("<uuid:file_id>/upload/", upload_views.upload, name="upload"),
    path("<uuid:file_id>/", views.download, name="download"),
    path("<uuid:file_id>/preview/", views.preview, name="preview"),
    path("<uuid:file_id>/data/", views.data, name="data"),
]
