"""Personal data in a text: cards, addresses, accounts, phones, identity numbers, secrets; found and masked."""

from escalera.base.text.masking.masked import KINDS, Covered, Found, Masked, cover, covered, mask
from escalera.base.text.masking.pages import cover_page

__all__ = ["KINDS", "Covered", "Found", "Masked", "cover", "cover_page", "covered", "mask"]
