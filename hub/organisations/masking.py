"""Keeps the secrets in addresses out of the log: invitations, webhooks, access tokens."""

import logging
import re

TOKEN = re.compile(r"(/join/|/hooks/|tsu_)[^/\s?'\"]+")


class MaskTokens(logging.Filter):
    """Django names the address of every refused request; whoever reads it could use it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if TOKEN.search(text):
            record.msg, record.args = TOKEN.sub(r"\1…", text), ()
        return True
