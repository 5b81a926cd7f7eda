"""Personal data in a text: cards, addresses, accounts, phones, identity numbers, secrets; found and masked."""

from escalera.base.text.masking.masked import KINDS, Found, Masked, cover, mask

__all__ = ["KINDS", "Found", "Masked", "cover", "mask"]
