"""Addresses of obligations: for who is asked, for who tracks, for who arranges."""

from django.urls import path

from hub.obligations import (
    answer_views,
    arranging_views,
    evidence_views,
    phone_views,
    tracking_views,
)

app_name = "obligations"
urlpatterns = [
    path("", tracking_views.tracked, name="tracked"),
    path("mine/", answer_views.mine, name="mine"),
    path("alarm/", answer_views.alarm, name="alarm"),
    path("cards/", answer_views.cards, name="cards"),
    path("seen/", answer_views.seen, name="seen"),
    path("branches/<int:branch_id>/", answer_views.card, name="card"),
    path("branches/<int:branch_id>/answer/", answer_views.answer, name="answer"),
    path("answers/<int:answer_id>/withdraw/", answer_views.withdraw, name="withdraw"),
    path("ladders/", arranging_views.ladders, name="ladders"),
    path("ladders/<uuid:preset_id>/", arranging_views.ladder, name="ladder"),
    path("ladders/<uuid:preset_id>/delete/", arranging_views.delete_ladder, name="delete-ladder"),
    path("contacts/<uuid:organisation_id>/", arranging_views.contacts, name="contacts"),
    path("<uuid:obligation_id>/", tracking_views.tracking, name="tracking"),
    path("<uuid:obligation_id>/rows/", tracking_views.rows, name="rows"),
    path("<uuid:obligation_id>/asked/", answer_views.asked, name="asked"),
    path("<uuid:obligation_id>/again/", tracking_views.again, name="again"),
    path("<uuid:obligation_id>/close/", tracking_views.close, name="close"),
    path("<uuid:obligation_id>/phone/<int:branch_id>/", phone_views.phone, name="phone"),
    path("<uuid:obligation_id>/evidence/", evidence_views.evidence, name="evidence"),
    path("<uuid:obligation_id>/evidence.csv", evidence_views.table, name="evidence-csv"),
]
