"""A customer's ways into the portal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.base.people.actions import meet, portal
from escalera.base.people.models import ContactAccount, OneTimeLink
from escalera.base.refusals import BadInput, NotAllowed
from tests.cast import NOON, Desk, later

FARID = "farid@customer.example"
GOOD = "correct horse battery"


def link(email: str = FARID, at: float = 0) -> str:
    made = portal.make_link(email=email, at=later(at))
    assert made is not None
    return made[1]


def sign_in(password: str, email: str = FARID, ip: str = "10.0.0.1") -> ContactAccount:
    return portal.sign_in_customer(email=email, password=password, ip=ip, at=NOON)


def test_a_link_lets_in_once(desk: Desk) -> None:
    key = link(" FARID@Customer.example ")
    assert portal.use_link(key=key, at=later(1)).contact == desk.farid
    with pytest.raises(NotAllowed):
        portal.use_link(key=key, at=later(1))


def test_a_link_lives_twenty_minutes(desk: Desk) -> None:
    key = link()
    with pytest.raises(NotAllowed):
        portal.use_link(key=key, at=later(20))


def test_a_new_link_ends_the_one_before(desk: Desk) -> None:
    first, second = link(), link()
    with pytest.raises(NotAllowed):
        portal.use_link(key=first, at=later(1))
    assert portal.use_link(key=second, at=later(1)).contact == desk.farid


def test_the_secret_itself_is_stored_nowhere(desk: Desk) -> None:
    key = link()
    assert key not in str(OneTimeLink.objects.values())


def test_nobody_gets_no_link(desk: Desk) -> None:
    assert portal.make_link(email="nobody@nowhere.example", at=NOON) is None


def test_wishes_for_links_are_slowed_down(desk: Desk) -> None:
    for _n in range(3):
        portal.check_pace_of_links(email=FARID, ip="10.0.0.1", at=NOON)
    with pytest.raises(portal.TooManyTries):
        portal.check_pace_of_links(email=FARID.upper(), ip="10.0.0.2", at=NOON)
    portal.check_pace_of_links(email=FARID, ip="10.0.0.2", at=NOON + timedelta(minutes=15))


def test_who_was_merged_comes_in_as_who_they_are_now(desk: Desk) -> None:
    second = meet(channel="email", address="farid@home.example", at=NOON)
    second.merged_into = desk.farid
    second.save()
    assert portal.use_link(key=link("farid@home.example"), at=NOON).contact == desk.farid


def test_a_password_lets_in(desk: Desk) -> None:
    portal.set_password(contact=desk.farid, password=GOOD, at=NOON)
    assert sign_in(GOOD).contact == desk.farid


@pytest.mark.parametrize("email", [FARID, "eve@elsewhere.example", "nobody@nowhere.example"])
def test_a_wrong_password_an_empty_one_and_no_account_are_told_alike(desk: Desk, email: str) -> None:
    portal.set_password(contact=desk.farid, password=GOOD, at=NOON)
    portal.use_link(key=link("eve@elsewhere.example"), at=NOON)
    words = set()
    for password in ("wrong", ""):
        with pytest.raises(NotAllowed) as refused:
            sign_in(password, email)
        words.add(str(refused.value))
    assert words == {"That address and password don't match. Without a password, come in by a mailed link."}


def test_five_wrong_tries_close_the_door_even_to_the_right_one(desk: Desk) -> None:
    portal.set_password(contact=desk.farid, password=GOOD, at=NOON)
    for n in range(5):
        with pytest.raises(NotAllowed):
            sign_in("wrong", ip=f"10.0.0.{n}")
    with pytest.raises(portal.TooManyTries):
        sign_in(GOOD)


def test_a_weak_password_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput):
        portal.set_password(contact=desk.farid, password="short", at=NOON)


def test_a_new_password_needs_the_old_one_and_ends_the_sessions(desk: Desk) -> None:
    account = portal.set_password(contact=desk.farid, password=GOOD, at=NOON)
    before = portal.session_hash(account)
    with pytest.raises(NotAllowed):
        portal.set_password(contact=desk.farid, password="another good one", current="wrong", at=NOON)
    account = portal.set_password(contact=desk.farid, password="another good one", current=GOOD, at=NOON)
    assert portal.session_hash(account) != before
