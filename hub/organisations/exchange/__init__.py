"""Lists of organisations, sections and people that come in and go out as CSV."""
