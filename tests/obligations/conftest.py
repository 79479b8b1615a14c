"""Several Celery processes need a broker; `./run test` provides one in its second run."""

import os

collect_ignore = [] if os.environ.get("TSUNAGU_TEST_SERVICES") else ["test_two_beats.py"]
