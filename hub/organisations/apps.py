"""Organisations: city hall, hospitals, clinics, facilities, and their members."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "hub.organisations"
    label = "organisations"

    def ready(self) -> None:
        from hub import promises
        from hub.organisations.keeping import go_on_with_imports
        from hub.organisations.models import Organisation
        from hub.richtext import ports

        ports.holders[Organisation] = Organisation.objects.visible_to
        promises.keepers.append(go_on_with_imports)
