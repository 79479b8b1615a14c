from hub.obligations.models.evidence import Answer, Call, PhoneCall
from hub.obligations.models.ladders import Contact, LadderPreset, Rank, Step, Wave
from hub.obligations.models.obligations import Branch, Obligation

__all__ = [
    "Answer",
    "Branch",
    "Call",
    "Contact",
    "LadderPreset",
    "Obligation",
    "PhoneCall",
    "Rank",
    "Step",
    "Wave",
]
