"""Asking the search page, said once."""

from django.test import Client

PATH = "/rooms/search/"


def hits(client: Client, query: str, **filters: str) -> list[str]:
    """The texts of the hits on the first page."""
    response = client.get(PATH, {"q": query, **filters})
    assert response.status_code == 200
    return [hit["message"].body for hit in response.context.get("hits", [])]


def counts(client: Client, query: str, **filters: str) -> list[str]:
    """What the three tabs say."""
    response = client.get(PATH, {"q": query, **filters})
    return [count for _name, _label, count in response.context["tabs"]]
