"""Addresses of documents. Every id is checked against what the acting member may read."""

from django.urls import path

from docs_app import (
    about_views,
    card_views,
    circulation_views,
    comment_views,
    export_views,
    history_views,
    import_views,
    library_views,
    live_views,
    ownerless_views,
    people_views,
    picture_views,
    rescue_views,
    sharing_views,
    views,
)

app_name = "documents"
urlpatterns = [
    path("", library_views.shelf, {"name": "library"}, name="library"),
    path("all/", library_views.shelf, {"name": "all"}, name="all"),
    path("starred/", library_views.shelf, {"name": "starred"}, name="starred"),
    path("shared/", library_views.shelf, {"name": "shared"}, name="shared"),
    path("mine/", library_views.shelf, {"name": "mine"}, name="mine"),
    path("trash/", library_views.trash, name="trash"),
    path("ownerless/", ownerless_views.ownerless, name="ownerless"),
    path("search/", library_views.search, name="search"),
    path("new/", library_views.create, name="create"),
    path("import/", import_views.import_page, name="import"),
    path("templates/<uuid:template_id>/delete/", library_views.delete_template, name="no-template"),
    path("places/<str:kind>/<uuid:place_id>/", library_views.place, name="place"),
    path("folders/", library_views.new_folder, name="new-folder"),
    path("folders/<uuid:folder_id>/", library_views.folder, name="folder"),
    path("folders/<uuid:folder_id>/name/", library_views.rename_folder, name="rename-folder"),
    path("folders/<uuid:folder_id>/delete/", library_views.delete_folder, name="delete-folder"),
    path("comments/", comment_views.mine, name="my-comments"),
    path("circulations/", circulation_views.circulations, name="circulations"),
    path("circulations/<uuid:circulation_id>/", circulation_views.circulation, name="circulation"),
    path("circulations/<uuid:circulation_id>/confirm/", circulation_views.confirm, name="confirm"),
    path("circulations/<uuid:circulation_id>/return/", circulation_views.return_it, name="return"),
    path("circulations/<uuid:circulation_id>/cancel/", circulation_views.cancel, name="cancel"),
    path("cards/", card_views.cards, name="cards"),
    path("choose/", card_views.choose, name="choose"),
    path("<uuid:document_id>/", views.document, name="document"),
    path("<uuid:document_id>/about/", about_views.about, name="about"),
    path("<uuid:document_id>/title/", about_views.rename, name="rename"),
    path("<uuid:document_id>/star/", about_views.star, name="star"),
    path("<uuid:document_id>/duplicate/", about_views.duplicate, name="duplicate"),
    path("<uuid:document_id>/move/", about_views.move, name="move"),
    path("<uuid:document_id>/template/", about_views.save_template, name="save-template"),
    path("<uuid:document_id>/trash/", about_views.trash_document, name="trash-document"),
    path("<uuid:document_id>/recover/", about_views.recover, name="recover"),
    path("<uuid:document_id>/sharing/", sharing_views.sharing_page, name="sharing"),
    path("<uuid:document_id>/sharing/grant/", sharing_views.grant, name="grant"),
    path("<uuid:document_id>/sharing/link/", sharing_views.link, name="link"),
    path(
        "<uuid:document_id>/sharing/<uuid:access_id>/", sharing_views.change, name="change-access"
    ),
    path(
        "<uuid:document_id>/sharing/<uuid:access_id>/revoke/", sharing_views.revoke, name="revoke"
    ),
    path("<uuid:document_id>/export/<str:format_name>/", export_views.export, name="export"),
    path("<uuid:document_id>/people/", people_views.people, name="people"),
    path("<uuid:document_id>/comments/", comment_views.comments, name="comments"),
    path(
        "<uuid:document_id>/comments/<uuid:thread_id>/answer/", comment_views.answer, name="answer"
    ),
    path(
        "<uuid:document_id>/comments/<uuid:thread_id>/resolve/",
        comment_views.resolve,
        name="resolve",
    ),
    path(
        "<uuid:document_id>/comments/<uuid:thread_id>/assign/", comment_views.assign, name="assign"
    ),
    path(
        "<uuid:document_id>/comments/remarks/<uuid:comment_id>/delete/",
        comment_views.delete,
        name="delete-comment",
    ),
    path("<uuid:document_id>/history/", history_views.history, name="history"),
    path(
        "<uuid:document_id>/history/export/<str:format_name>/",
        history_views.export_revision,
        name="export-revision",
    ),
    path("<uuid:document_id>/revisions/", history_views.keep, name="keep-revision"),
    path(
        "<uuid:document_id>/revisions/<uuid:revision_id>/name/",
        history_views.rename,
        name="rename-revision",
    ),
    path(
        "<uuid:document_id>/revisions/<uuid:revision_id>/freeze/",
        history_views.freeze,
        name="freeze-revision",
    ),
    path(
        "<uuid:document_id>/revisions/<uuid:revision_id>/circulate/",
        circulation_views.begin,
        name="circulate",
    ),
    path(
        "<uuid:document_id>/revisions/<uuid:revision_id>/restore/",
        history_views.restore,
        name="restore-revision",
    ),
    path("<uuid:document_id>/pictures/", picture_views.picture, name="picture"),
    path("<uuid:document_id>/rescue/", rescue_views.rescue, name="rescue"),
    path("<uuid:document_id>/live/frames/", live_views.frames_view, name="frames"),
    path("<uuid:document_id>/live/poll/", live_views.poll_view, name="poll"),
]
