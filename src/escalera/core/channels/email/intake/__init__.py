"""Understanding a mail: who wrote it, what is new in it, and where it belongs."""

from escalera.core.channels.email.intake.understand import understand_mail

__all__ = ["understand_mail"]
