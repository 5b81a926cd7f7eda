from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from escalera.base.people.actions import add_agent, new_owner_link
from escalera.base.people.models import Agent, SignInAttempt
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts

PASSWORD = "a long enough one"


@pytest.fixture
def rita(desk: Desk) -> Agent:
    return add_agent(email="rita@desk.example", name="Rita", password=PASSWORD, role="agent", teams=[desk.front])


def try_in(client: Client, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in/", {"email": "Rita@desk.example", "password": password, **more})


def test_the_right_password_leads_to_the_inbox(client: Client, rita: Agent) -> None:
    answer = try_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")  # type: ignore[attr-defined,index]
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "led"),
    [("/desk/ladder/", "/desk/ladder/"), ("https://evil.example/", "/desk/"), ("//evil.example/", "/desk/")],
)
def test_next_leads_only_into_this_house(client: Client, rita: Agent, wanted: str, led: str) -> None:
    assert try_in(client, next=wanted)["Location"] == led  # type: ignore[index]


def test_a_wrong_password_says_so_and_counts(client: Client, rita: Agent) -> None:
    answer = client.post(
        "/sign-in/", {"email": "rita@desk.example", "password": "no"}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 403
    assert texts(answer, "[role=alert]") == ["That address and password don't match."]
    assert SignInAttempt.objects.count() == 1
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_tries_even_the_right_one_waits(client: Client, rita: Agent) -> None:
    for _try in range(5):
        try_in(client, "no")
    assert try_in(client).status_code == 409  # type: ignore[attr-defined]


def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(client: Client, desk: Desk) -> None:
    number = desk.open().ticket_id
    page = client.get(f"/desk/tickets/{number}/?view=all")
    part = client.get(
        f"/desk/tickets/{number}/parts/",
        headers={"hx-request": "true", "hx-current-url": f"http://testserver/desk/tickets/{number}/"},
    )
    assert (page.status_code, page["Location"]) == (
        302,
        f"/sign-in/?next=%2Fdesk%2Ftickets%2F{number}%2F%3Fview%3Dall",
    )
    assert (part.status_code, part["HX-Redirect"]) == (401, f"/sign-in/?next=%2Fdesk%2Ftickets%2F{number}%2F")


def test_sign_out_ends_the_session(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert browser.get("/desk/").status_code == 302


@override_settings(DEMO_LOGINS=[("Noelia Vega", "N1 Front line", "noelia@x.example", "pw")])
def test_a_demo_offers_its_people(client: Client, db: None) -> None:
    assert texts(client.get("/sign-in/"), ".people button b") == ["Noelia Vega"]


def test_the_first_owner_comes_in_once(client: Client, db: None) -> None:
    url = f"/first-owner/{new_owner_link(at=NOON)}/"
    late = client.get(url)
    assert late.status_code == 403  # the link is from another year


def test_the_first_owner_founds_the_desk(client: Client, db: None) -> None:
    from django.utils import timezone

    url = f"/first-owner/{new_owner_link(at=timezone.now())}/"
    weak = client.post(url, {"name": "Ana", "email": "ana@x.example", "password": "short"})
    assert (weak.status_code, Agent.objects.count()) == (422, 0)
    answer = client.post(url, {"name": "Ana", "email": "ana@x.example", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/guide/")
    assert list(Agent.objects.values_list("name", "role__code")) == [("Ana", "owner")]
    assert client.get("/desk/").status_code == 200
    assert Client().get(url).status_code == 403


def test_pages_allow_no_foreign_script_and_no_style_attribute(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.sara)
    for url in ("/sign-in/", "/desk/", f"/desk/tickets/{number}/", "/desk/gate/", "/desk/ladder/"):
        answer = browser.get(url)
        assert b' style="' not in answer.content
        assert answer["Content-Security-Policy"] == (
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
        assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
        assert (answer["Referrer-Policy"], answer["Cross-Origin-Opener-Policy"]) == ("same-origin", "same-origin")


def test_a_session_ends_when_its_time_is_over(client: Client, rita: Agent) -> None:
    try_in(client)
    Session.objects.update(expire_date=NOON)
    assert client.get("/desk/")["Location"] == "/sign-in/?next=%2Fdesk%2F"


def test_who_is_no_longer_active_is_out_at_once(client: Client, rita: Agent) -> None:
    try_in(client)
    Agent.objects.filter(pk=rita.pk).update(is_active=False)
    assert client.get("/desk/")["Location"] == "/sign-in/?next=%2Fdesk%2F"


@pytest.mark.parametrize("key", ["unknownunknown", "a'; --", "ñandú", "x" * 5000, "a\x00bcdefgh"])
def test_a_made_up_session_is_nobody(client: Client, rita: Agent, key: str) -> None:
    client.cookies["sessionid"] = key
    assert client.get("/desk/")["Location"] == "/sign-in/?next=%2Fdesk%2F"
