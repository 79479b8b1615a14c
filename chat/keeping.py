"""What the chat promised for now. Called by the job runner every few seconds."""

from chat.actions.duties import turn_duties
from chat.actions.scheduling import keep_scheduled
from chat.models import HistoryImport, ScheduledMessage
from chat.tasks import run_history
from hub.jobs import silent
from hub.promises import keep_due


def post_due_messages() -> None:
    waiting = ScheduledMessage.objects.filter(cancelled_at=None)
    keep_due(waiting, lambda scheduled: keep_scheduled(promise=scheduled))


def keep_duties() -> None:
    """Holders of duties get and lose their rooms as the clock turns."""
    turn_duties()


def go_on_with_history() -> None:
    """Imports whose worker died, or whose message was lost."""
    for key in silent(HistoryImport.objects.all()).values_list("pk", flat=True):
        run_history.delay(str(key))
