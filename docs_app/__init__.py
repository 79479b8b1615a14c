"""Co-edited documents: the log of updates, access, folders, revisions, comments."""
