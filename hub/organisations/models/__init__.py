"""Organisations, their sections and members, duties with their rosters, invitations."""

from hub.organisations.models.duties import Duty, Shift
from hub.organisations.models.imports import Import
from hub.organisations.models.invitations import Invitation
from hub.organisations.models.organisations import (
    COLOURS,
    Member,
    OpeningHours,
    Organisation,
    Row,
    Section,
)

__all__ = [
    "COLOURS",
    "Duty",
    "Import",
    "Invitation",
    "Member",
    "OpeningHours",
    "Organisation",
    "Row",
    "Section",
    "Shift",
]
