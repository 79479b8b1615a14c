"""What organisations promised for now. Called by the job runner every few seconds."""

from hub.jobs import silent
from hub.organisations.models import Import
from hub.organisations.tasks import run_import


def go_on_with_imports() -> None:
    """Imports whose worker died, or whose message was lost."""
    for key in silent(Import.objects.all()).values_list("pk", flat=True):
        run_import.delay(str(key))
