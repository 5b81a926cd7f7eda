"""The companies that carry calls, one file each."""

from escalera.core.channels.voice.providers import twilio

ALL = (twilio.TWILIO,)
