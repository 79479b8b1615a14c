"""Addresses of the chat. Every id is checked against the acting member's rooms."""

from django.urls import include, path

from chat import (
    asking_views,
    duty_views,
    history_views,
    later_views,
    room_views,
    search_views,
    task_views,
    topic_views,
    views,
)
from chat.consumers import ChatSession
from hub.realtime.http import live_urls

app_name = "chat"
urlpatterns = [
    path("", views.home, name="home"),
    path("list/", views.rooms, name="rooms"),
    path("switcher/", views.switcher, name="switcher"),
    path("search/", search_views.search, name="search"),
    path("new/", room_views.create, name="create"),
    path("direct/", room_views.direct, name="direct"),
    path("browse/", room_views.browse, name="browse"),
    path("catch-up/", topic_views.news, name="catch-up"),
    path("home/", task_views.home, name="waiting"),
    path("tasks/", task_views.tasks, name="tasks"),
    path("tasks/export/", task_views.export, name="export-tasks"),
    path("tasks/<uuid:task_id>/", task_views.task, name="task"),
    path("scheduled/", later_views.scheduled, name="scheduled"),
    path("scheduled/<uuid:scheduled_id>/", later_views.change, name="change-scheduled"),
    path("scheduled/<uuid:scheduled_id>/cancel/", later_views.cancel, name="cancel-scheduled"),
    path("scheduled/<uuid:scheduled_id>/send/", later_views.send_now, name="send-scheduled"),
    path("history/", history_views.imports, name="history-imports"),
    path("history/<uuid:import_id>/", history_views.import_page, name="history-import"),
    path("history/<uuid:import_id>/state/", history_views.state, name="history-state"),
    path("history/<uuid:import_id>/discard/", history_views.discard, name="discard-history"),
    path("live/", include((live_urls(ChatSession), "live"))),
    path("<uuid:room_id>/", views.room, name="room"),
    path("<uuid:room_id>/details/", views.details, name="details"),
    path("<uuid:room_id>/messages/", views.history, name="history"),
    path("<uuid:room_id>/messages/<int:seq>/receipts/", views.receipts, name="receipts"),
    path("<uuid:room_id>/messages/<int:seq>/edits/", views.edits, name="edits"),
    path("<uuid:room_id>/messages/<int:seq>/task/", task_views.new, name="new-task"),
    path("<uuid:room_id>/messages/<int:seq>/ask/", asking_views.ask, name="ask"),
    path("<uuid:room_id>/messages/<int:seq>/move/", topic_views.move, name="move"),
    path("<uuid:room_id>/messages/<int:seq>/moved/", topic_views.moved, name="moved"),
    path("<uuid:room_id>/topics/", topic_views.topics, name="topics"),
    path("<uuid:room_id>/read/", topic_views.read, name="read"),
    path("<uuid:room_id>/complete/", views.completion, name="complete"),
    path("<uuid:room_id>/settings/", room_views.settings, name="settings"),
    path("<uuid:room_id>/add/", room_views.add, name="add"),
    path("<uuid:room_id>/remove/", room_views.remove, name="remove"),
    path("<uuid:room_id>/host/", room_views.host, name="host"),
    path("<uuid:room_id>/archive/", room_views.archive, name="archive"),
    path("<uuid:room_id>/duties/", duty_views.add, name="add-duty"),
    path("<uuid:room_id>/duties/<uuid:duty_id>/remove/", duty_views.remove, name="remove-duty"),
    path("<uuid:room_id>/join/", room_views.join, name="join"),
    path("<uuid:room_id>/leave/", room_views.leave, name="leave"),
]
