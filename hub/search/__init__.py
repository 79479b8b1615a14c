"""Search in Japanese text, the same on SQLite and PostgreSQL.

A `SearchField` keeps the folded text of a row beside it. `indexing` lets the database derive
an index of its pairs of letters, so that words of two letters are found as fast as long ones;
the folded text itself decides what is a hit. `terms` reads what people type, `excerpts` shows
where the hit is in what was written.
"""
