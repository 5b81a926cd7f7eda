"""Finding people and organizations by the beginnings of their words: names, addresses, companies, digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection

from escalera.base.people.models import Contact, Identity, Organization
from escalera.base.storage.ready import Ready, insert, update
from escalera.core.search.folding import words_of
from escalera.core.search.models import CONTACT, ORGANIZATION, Entry

LONGEST_ENTRY = 2000
MOST_OF_A_NAME = 200
_DIGITS = re.compile(r"\D+")
_CONTACT = Ready(
    lambda contact: (
        Contact.objects.filter(pk=contact)
        .order_by("identities__pk")
        .values_list("name", "merged_into", "organization__name", "identities__address")[:20]
    )
)
_ENTRY = Ready(lambda kind, key: Entry.objects.filter(kind=kind, key=key))
_SQLITE = """
    SELECT e.kind, e.key FROM search_text t JOIN search_entry e ON e.id = t.rowid
    WHERE t.words MATCH %s AND e.kind IN ({kinds}) ORDER BY t.rank LIMIT %s"""
_POSTGRES = """
    SELECT e.kind, e.key FROM search_text t JOIN search_entry e ON e.id = t.entry_id
    WHERE t.words @@ to_tsquery('simple', %s) AND e.kind IN ({kinds})
    ORDER BY ts_rank(t.words, to_tsquery('simple', %s)) DESC, e.id LIMIT %s"""


def index_contact(contact_id: int, *, is_new: bool = False) -> None:
    """Write down anew how a contact can be found, in the caller's transaction; a merged one can't any more.

    `is_new`: it has just been made, and nobody else knows of it yet."""
    rows = _CONTACT.rows(contact_id)
    if not rows or rows[0][1] is not None:
        _write(CONTACT, contact_id, "")
        return
    name, _merged, company, _first = rows[0]
    addresses = [address for *_contact, address in rows if address]
    numbers = [_DIGITS.sub("", one) for one in addresses if "@" not in one]
    digits = [number[-most:] for number in numbers for most in (10, 9)]  # with and without what a country puts before
    _write(CONTACT, contact_id, " ".join([name, company or "", *addresses, *digits]), is_new=is_new)


def index_organization(organization_id: int) -> None:
    """Write down anew how an organization can be found, in the caller's transaction."""
    organization = Organization.objects.filter(pk=organization_id).first()
    _write(ORGANIZATION, organization_id, organization.name if organization else "")


def reindex_people_of(organization_id: int) -> None:
    """Write down anew everybody of an organization that has another name now; thousands at most."""
    for key in list(Contact.objects.filter(organization=organization_id).values_list("pk", flat=True)[:5000]):
        index_contact(key)


def keys_of(kind: str, name: str, limit: int = MOST_OF_A_NAME) -> list[int]:
    """Return the keys of those whose words begin with all the words of the name, the best first."""
    return [key for _kind, key in found([kind], words_of(name), limit)]


def customers_like(text: str, limit: int = 8) -> list[tuple[str, str]]:
    """Return mail address and name of customers whose words begin like these, the best first; from two letters on."""
    keys = keys_of(CONTACT, text, limit) if len(text.strip()) > 1 else []
    rows = Identity.objects.filter(contact__in=keys, channel="email").order_by("-is_primary", "pk")
    address: dict[int, tuple[str, str]] = {}
    for contact, one, name in rows.values_list("contact", "address", "contact__name"):
        address.setdefault(contact, (one, name))
    return [address[key] for key in keys if key in address]


def found(kinds: Sequence[str], words: Sequence[str], limit: int) -> list[tuple[str, int]]:
    """Return kind and key of who has words that begin with each of these, the best first."""
    words = _joined(words)
    if not words:
        return []
    marks = ", ".join(["%s"] * len(kinds))
    if connection.vendor == "postgresql":
        text = " & ".join(f"'{word}':*" for word in words)
        values: list[Any] = [text, *kinds, text, limit]
        sql = _POSTGRES
    else:
        values = [" ".join(f'"{word}"*' for word in words), *kinds, limit]
        sql = _SQLITE
    with connection.cursor() as cursor:
        cursor.execute(sql.format(kinds=marks), values)
        return [(row[0], row[1]) for row in cursor.fetchall()]


def twins_of(contact: Contact, addresses: Sequence[str], limit: int = 5) -> list[tuple[Contact, str]]:
    """Return who may be the same person, with the reason: "name" (and company) or "phone" (the same digits)."""
    digits = {_DIGITS.sub("", one)[-9:] for one in addresses if "@" not in one and len(_DIGITS.sub("", one)) >= 7}
    keys = [key for key in keys_of(CONTACT, contact.name, 20) if key != contact.pk]
    by_digits = {key for one in digits for key in keys_of(CONTACT, one, 10)} - {contact.pk}
    rows = Contact.objects.select_related("organization").in_bulk([*keys, *sorted(by_digits)])
    same = words_of(contact.name)
    found_twins = [(rows[key], "phone") for key in sorted(by_digits) if key in rows]
    for key in keys:
        other = rows.get(key)
        if other is None or key in by_digits or words_of(other.name) != same:
            continue
        if other.organization_id == contact.organization_id and (contact.organization_id or len(same) > 1):
            found_twins.append((other, "name"))
    return found_twins[:limit]


def _joined(words: Sequence[str]) -> list[str]:
    """Return the words, digits that were written apart as one number: "300 123 4567"."""
    if len(words) > 1 and all(word.isdigit() for word in words):
        return ["".join(words)[-10:]]
    return list(words)[:8]


def _write(kind: str, key: int, words: str, *, is_new: bool = False) -> None:
    text = " ".join(words_of(words))[:LONGEST_ENTRY]
    entry = None if is_new else _ENTRY.first(kind, key)
    if entry is not None and entry.words == text:
        return
    if is_new:
        entry = Entry(kind=kind, key=key, words=text)
        insert(entry)
    elif entry is None:
        entry, is_new = Entry.objects.get_or_create(kind=kind, key=key, defaults={"words": text})
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO search_text (entry_id, words) VALUES (%s, to_tsvector('simple', %s)) "
                "ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words",
                [entry.pk, text],
            )
        else:
            if not is_new:
                cursor.execute("DELETE FROM search_text WHERE rowid = %s", [entry.pk])
            cursor.execute("INSERT INTO search_text (rowid, words) VALUES (%s, %s)", [entry.pk, text])
    if not is_new:
        entry.words = text
        update(entry, "words")
