"""Notices plug into files, rich text, search, promises and obligations."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "hub.notices"
    label = "notices"

    def ready(self) -> None:
        from hub import promises
        from hub.files.ports import readers
        from hub.notices.carrying import files_in_notices, notices_of
        from hub.notices.finding import search_tab
        from hub.notices.keeping import keep_turns
        from hub.notices.models import Notice
        from hub.obligations.ports import carriers
        from hub.richtext.ports import holders
        from hub.search.ports import finders

        promises.keepers.append(keep_turns)
        readers.append(files_in_notices)
        holders[Notice] = Notice.objects.visible_to
        carriers.append(notices_of)
        finders.append(search_tab)
