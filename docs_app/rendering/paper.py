"""What an exported document carries besides its words."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cover:
    """Title, number and date as they stand on the first page; pictures by file id."""

    title: str
    number: str = ""
    dated: str = ""
    organisation: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)


def picture_id(source: str) -> str:
    """The file id in `/files/<id>/`; "" for anything else."""
    parts = source.split("/")
    return parts[2] if len(parts) == 4 and parts[1] == "files" else ""
