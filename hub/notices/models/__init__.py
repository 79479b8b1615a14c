from hub.notices.addressees import Addressee
from hub.notices.models.boards import Board, BoardGrant, Category
from hub.notices.models.notices import Audience, Importance, Notice, NoticeFile, NoticeText, Turn
from hub.notices.models.reading import NoticeComment, NoticeReading, NoticeRevision

__all__ = [
    "Addressee",
    "Audience",
    "Board",
    "BoardGrant",
    "Category",
    "Importance",
    "Notice",
    "NoticeComment",
    "NoticeFile",
    "NoticeReading",
    "NoticeRevision",
    "NoticeText",
    "Turn",
]
