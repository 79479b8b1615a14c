"""Pages of integrations, and the addresses of incoming webhooks."""

from django.urls import path

from api import hook_views, views

app_name = "integrations"
urlpatterns = [
    path("tokens/", views.own_tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", views.revoke, name="revoke"),
    path("bots/<uuid:organisation_id>/", views.bot_list, name="bots"),
    path("bots/<uuid:organisation_id>/<uuid:member_id>/", views.bot, name="bot"),
    path("rooms/<uuid:room_id>/", views.room, name="room"),
    path(
        "rooms/<uuid:room_id>/<uuid:webhook_id>/revoke/",
        views.revoke_webhook,
        name="revoke-webhook",
    ),
    path(
        "rooms/<uuid:room_id>/deliveries/<uuid:delivery_id>/", views.send_again, name="send-again"
    ),
    path("hooks/<str:token>/", hook_views.incoming, name="incoming"),
    path("docs/", views.docs, name="docs"),
]
