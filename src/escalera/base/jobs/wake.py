"""Wake-ups, as the rooms above use them; the work is done beside the database, in `base/storage/wake.py`."""

from escalera.base.storage.wake import Bell, ring

__all__ = ["Bell", "ring"]
