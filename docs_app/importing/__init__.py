"""From files to a new document: Word and HTML to nodes, nodes to Yjs, and what was lost.

Runs in the bounded worker, but for the templates we ship. Knows nothing of Django.
"""
