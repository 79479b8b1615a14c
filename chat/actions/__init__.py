"""Every write of the chat: check, write, publish after commit. One file per subject."""
