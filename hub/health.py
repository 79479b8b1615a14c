"""`/healthz`: the process answers. `/readyz`: its database, layer and jobs do too.

Jobs that stand still are shown on the pages of the city staff as well, at most a minute after
the last one ran: 35 s here and the 15 s of a heartbeat.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hub.models import Pulse
from hub.realtime.fanout import the_layer

logger = logging.getLogger(__name__)

PULSE_WITHIN = timedelta(seconds=35)  # the pulse beats every 10 s


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_layer() -> None:
    if settings.REDIS_URL:
        async_to_sync(the_layer().group_send)("health", {"type": "health.check"})


def check_jobs() -> None:
    pulse = Pulse.objects.filter(name="jobs").first()
    if pulse is None or timezone.now() - pulse.at > PULSE_WITHIN:
        raise TimeoutError("No job has run lately.")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "layer": check_layer,
    "jobs": check_jobs,
}
# Those of CHECKS that tell whether promised work gets done; apps add their own.
PROMISED = {"jobs"}


def jobs_stand_still() -> bool:
    return not all(works(CHECKS[name]) for name in sorted(PROMISED))


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when every part works, else 503; each part is named, no detail is told."""
    parts = {name: works(check) for name, check in CHECKS.items()}
    ready = all(parts.values())
    words = {name: "ok" if up else "down" for name, up in parts.items()}
    status = {"status": "ok" if ready else "down", **words}
    return JsonResponse(status, status=200 if ready else 503)


def works(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001  any failure means down
        logger.warning("%s failed: %s", check.__name__, error)
        return False
    return True
