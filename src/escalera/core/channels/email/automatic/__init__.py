"""Bounces and automatic mail: recognised from one parsed message, without a database.

Sources: RFC 3464 (delivery status), RFC 3463 (status codes), RFC 3834 (automatic responses),
RFC 5965 (abuse reports), RFC 8098 (read receipts), RFC 2369 and 2919 (lists), and what
mail servers wrote before, or in spite of, those.
"""

from .recognise import recognise
from .verdict import FailedRecipient, Kind, Verdict

__all__ = ["FailedRecipient", "Kind", "Verdict", "recognise"]
