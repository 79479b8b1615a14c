"""What a scripted line carries beside its text.

`:ryokai:` alone is a stamp; `《受入枠.csv》` hangs the file of that name on the message.
"""

import re
from typing import NamedTuple

STAMP = re.compile(r":([a-z-]+):")
FILE = re.compile(r"《([^》]+)》\s*")


class Enclosed(NamedTuple):
    text: str
    stamp: str
    files: list[str]


def enclosed(text: str) -> Enclosed:
    stamp = STAMP.fullmatch(text.strip())
    if stamp:
        return Enclosed("", stamp[1], [])
    return Enclosed(FILE.sub("", text), "", FILE.findall(text))
