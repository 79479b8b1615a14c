"""Documents plug into files, search, mail, the home page and what is kept up regularly."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "docs_app"
    verbose_name = "documents"

    def ready(self) -> None:
        from docs_app import mails
        from docs_app.actions.trash import erase_trashed
        from docs_app.home import home_section
        from docs_app.images import files_in_documents
        from docs_app.keeping import (
            fold_logs,
            keep_revisions,
            prune_pictures,
            render_documents,
        )
        from docs_app.search import search_tab
        from docs_app.sweeping import CHECK_EVERY, POSITION_EVERY, check, tell_position
        from hub import home, promises
        from hub.files.ports import readers
        from hub.mail.ports import sources
        from hub.realtime.fanout import watches
        from hub.search.ports import finders

        readers.append(files_in_documents)
        finders.append(search_tab)
        home.sections.append(home_section)
        sources["documents"] += [
            mails.asked_lines,
            mails.answered_lines,
            mails.mention_lines,
            mails.assigned_lines,
        ]
        promises.keepers.append(erase_trashed)
        promises.keepers.append(render_documents)
        promises.keepers.append(keep_revisions)
        promises.keepers.append(fold_logs)
        promises.keepers.append(prune_pictures)
        watches.append((CHECK_EVERY, check))
        watches.append((POSITION_EVERY, tell_position))
