"""The API as a whole: /api/v1/, its document and its address book."""

from ninja import NinjaAPI

from api import files, messages, people, rooms, work
from api.problems import handle_problems

api = NinjaAPI(
    title="Tsunagu",
    version="1",
    description=(
        "Rooms, messages, files and people within the rights of the member whose access token "
        "is sent as `Authorization: Bearer tsu_…`. An id that does not exist and one that is "
        "not the caller's to see get the same 404. 240 calls a minute for each token."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
)
handle_problems(api)
for part in (people, rooms, messages, work, files):
    api.add_router("", part.router)
