"""Where a comment stands: a Yjs relative position as `Y.relativePositionToJSON` writes it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Count = Annotated[int, Field(ge=0, lt=2**53)]  # what JavaScript counts exactly


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class StructId(Strict):
    client: Count
    clock: Count


class Anchor(Strict):
    type: StructId | None = None
    tname: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")] | None = None
    item: StructId | None = None
    assoc: Annotated[int, Field(ge=-1, le=1)] = 0
