"""What an access token may be used for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    ROOMS_READ = "rooms:read", _("ルームを見る")
    ROOMS_WRITE = "rooms:write", _("ルームを作る・変える")
    MESSAGES_READ = "messages:read", _("メッセージを読む")
    MESSAGES_WRITE = "messages:write", _("メッセージを書く")
    FILES_READ = "files:read", _("ファイルを読む")
    FILES_WRITE = "files:write", _("ファイルを送る")
    PEOPLE_READ = "people:read", _("人と組織を見る")
