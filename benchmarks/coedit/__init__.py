"""Co-editing: how long until the others see an edit, and what it costs the server.

  cd benchmarks/coedit && npm ci && cd ../..
  .venv/bin/python -m benchmarks.coedit

The same authors type into the hub, into y-websocket's server and into Hocuspocus, one after
another on the same machine; this process is the generator.
"""
