"""What somebody may do with a document. Roles are ordered: code compares with `>=`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.IntegerChoices):
    READER = 1, _("閲覧")
    COMMENTER = 2, _("コメント")
    EDITOR = 3, _("編集")
    OWNER = 4, _("所有者")
