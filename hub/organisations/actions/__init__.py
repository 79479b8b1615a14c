"""Every write on organisations and people: check, write, audit, tell who follows."""
