"""Addresses of the notice board."""

from django.urls import path

from hub.notices import board_views, card_views, list_views, notice_views, writing_views

app_name = "notices"
urlpatterns = [
    path("", list_views.notices, name="list"),
    path("calendar/", list_views.calendar, name="calendar"),
    path("cards/", card_views.cards, name="cards"),
    path("seen/", notice_views.seen, name="seen"),
    path("new/", writing_views.write, name="write"),
    path("audience/", writing_views.audience, name="audience"),
    path("candidates/", writing_views.find_candidates, name="candidates"),
    path("boards/", board_views.boards, name="boards"),
    path("boards/new/", board_views.create, name="new-board"),
    path("boards/<uuid:board_id>/", board_views.change, name="board"),
    path("boards/<uuid:board_id>/grants/", board_views.grants, name="grants"),
    path("boards/<uuid:board_id>/archive/", board_views.archive, name="archive"),
    path("comments/<int:remark_id>/delete/", notice_views.delete, name="delete-comment"),
    path("<uuid:notice_id>/", notice_views.notice, name="notice"),
    path("<uuid:notice_id>/print/", notice_views.printed, name="print"),
    path("<uuid:notice_id>/history/", notice_views.history, name="history"),
    path("<uuid:notice_id>/readers/", notice_views.readers, name="readers"),
    path("<uuid:notice_id>/comments/", notice_views.comment, name="comment"),
    path("<uuid:notice_id>/edit/", writing_views.rewrite, name="edit"),
    path("<uuid:notice_id>/publish/", writing_views.publish, name="publish"),
    path("<uuid:notice_id>/withdraw/", writing_views.withdraw, name="withdraw"),
    path("<uuid:notice_id>/pin/", writing_views.pin, name="pin"),
]
