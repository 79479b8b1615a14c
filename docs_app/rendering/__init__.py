"""From the Yjs state to what leaves the editor: HTML, text, Word, PDF, Markdown.

Runs in a worker only (`docs_app/bounded.py`): a state may have been built to hurt.
"""
