"""The queue of writers belongs to SQLite; a run on PostgreSQL does not collect its tests."""

from tests.database import KIND

collect_ignore = [] if KIND == "sqlite" else ["test_write_queue.py"]
