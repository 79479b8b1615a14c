"""Documents and what hangs on them.

The log of updates is the document; `Document.snapshot` is our stored merge of all updates so
far (not what Yjs calls a snapshot). HTML and text are derived from it and never read back.
"""

from docs_app.models.circulation import Circulation, CirculationStep
from docs_app.models.comments import Comment, CommentThread
from docs_app.models.documents import (
    Document,
    DocumentAccess,
    DocumentImage,
    DocumentPart,
    DocumentUpdate,
)
from docs_app.models.places import DocumentTemplate, Folder
from docs_app.models.reading import DocumentEvent, Star, Visit
from docs_app.models.revisions import Revision

__all__ = [
    "Circulation",
    "CirculationStep",
    "Comment",
    "CommentThread",
    "Document",
    "DocumentAccess",
    "DocumentEvent",
    "DocumentImage",
    "DocumentPart",
    "DocumentTemplate",
    "DocumentUpdate",
    "Folder",
    "Revision",
    "Star",
    "Visit",
]
