"""A user is what signs in; a person's names and roles live on `organisations.Member`."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, username: str, password: str | None, email: str = "") -> "User":
        user = self.model(username=username, email=self.normalize_email(email))
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A sign-in. Has no rights of its own: every right comes from a `Member`."""

    username = models.CharField(
        _("サインイン名"),
        max_length=60,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("このサインイン名は使われています。")},
        unique=True,
    )
    # Optional: many care workers have no address of their own.
    email = models.EmailField(_("メールアドレス"), blank=True)
    is_active = models.BooleanField(_("有効"), default=True)
    date_joined = models.DateTimeField(_("登録日時"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("利用者")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_case_insensitive",
                violation_error_message=_("このサインイン名は使われています。"),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_case_insensitive",
                violation_error_message=_("このメールアドレスは使われています。"),
            ),
        ]

    def __str__(self) -> str:
        return self.username
