"""Finds mail addresses in lines of text, and cleans those of report fields."""

import re

_ADDRESS = re.compile(
    r"(?<![\w.!#$%&*+/?^{|}~@=-])"
    r"(\"[^\"\s]{1,64}\"@[\w.-]{1,250}|[\w+!#$%&*/?^{|}~][\w.!#$%&'*+/=?^{|}~-]{0,127}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,10})"
)
_PREFIX = re.compile(r"^(?:smtp|rfc822|x400|t|h|f|from|to|dda:smtp|x-actual-recipient)[=:]", re.IGNORECASE)
_TYPED = re.compile(r"^[a-z0-9-]{1,20}\s{0,3};\s{0,8}", re.IGNORECASE)


def addresses_in(line: str) -> list[str]:
    """This function will list the addresses of one line, in order, spelled as found."""
    if "@" not in line:
        return []
    line = line.replace("SMTP=", " ").replace("smtp=", " ").replace("=[", " ")
    return [address for address in (clean(match) for match in _ADDRESS.findall(line[:1000])) if address]


def clean(address: str) -> str:
    """This function will strip what surrounds an address; "" when no address is left."""
    address = _PREFIX.sub("", address.strip().strip("<>[](),;:'")).strip(".,;:'")
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or " " in address or ".." in domain:
        return ""
    return address[:320]


def of_field(value: str) -> str:
    """This function will read an address field of a report: "rfc822;<a@b.c>", "a@b.c (name)", 'RFC822; "a b"@c'."""
    value = _TYPED.sub("", value.strip())[:500]
    inside = re.search(r"<([^<>]{1,320})>", value)
    found = addresses_in(inside[1] if inside else value)
    if found:
        return found[0]
    bare = (inside[1] if inside else value.partition(" (")[0]).strip()
    return bare if "@" in bare and " " not in bare and len(bare) < 320 and not bare.endswith("@") else ""


def same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def unique(found: list[str]) -> list[str]:
    """This function will drop repetitions, whatever their case, and keep the order; at most 100."""
    return list({address.lower(): address for address in reversed(found)}.values())[::-1][:100]
