"""Mail: what people are told while they are away, as far as they want it."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "hub.mail"
    label = "mail"

    def ready(self) -> None:
        from hub import promises
        from hub.mail.keeping import keep_mails

        promises.keepers.append(keep_mails)
