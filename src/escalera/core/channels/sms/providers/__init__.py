"""The companies that carry text messages, one file each."""

from escalera.core.channels.sms.providers import bandwidth, twilio, vonage

ALL = (twilio.TWILIO, vonage.VONAGE, bandwidth.BANDWIDTH)
