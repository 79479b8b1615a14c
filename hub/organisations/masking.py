"""Keeps the secret of an invitation's address out of the log."""

import logging
import re

TOKEN = re.compile(r"(/join/)[^/\s?]+")


class MaskTokens(logging.Filter):
    """Django names the address of every refused request; whoever reads it could join."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if TOKEN.search(text):
            record.msg, record.args = TOKEN.sub(r"\1…", text), ()
        return True
