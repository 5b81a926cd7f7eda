"""Reading mail: ``parse`` turns any bytes into a ``ParsedMail``."""

from .mail import parse
from .shapes import Address, Invitation, ParsedAttachment, ParsedMail

__all__ = ["Address", "Invitation", "ParsedAttachment", "ParsedMail", "parse"]
