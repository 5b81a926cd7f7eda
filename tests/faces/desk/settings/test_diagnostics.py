"""The screen of diagnostics: hosts, secrets, what is asked, and trying it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from escalera.base.log.models import Event
from escalera.levels.specialists.actions import allow_host, set_secret, try_out
from escalera.levels.specialists.models import AllowedHost, Diagnostic, Probe, Secret
from escalera.levels.specialists.tasks import ask_machine
from tests.cast import NOON, Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node
from tests.levels.specialists.test_diagnostics import Peer, _sara
from tests.levels.specialists.test_diagnostics import machine as machine

HERE = "/desk/settings/diagnostics/"
SIGNAL = {
    "name": "Signal", "kind": "http", "method": "GET", "address": "https://olt.example/line/{answer:serial}?t={ticket}",
    "headers": "X-Key: {secret:olt}\nAccept: application/json", "body": "", "seconds": "5", "find": "line.signal",
    "comparison": "at_least", "wanted": "-27", "unit": "dBm", "command": "",
}  # fmt: skip

TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')  # another one in every rendering
HTMX = {"hx-request": "true", "accept-language": "en"}


@pytest.fixture
def sara(desk: Desk, enter: Enter) -> Client:
    return enter(_sara(desk))


def test_a_host_a_secret_and_a_diagnostic_that_uses_both(desk: Desk, sara: Client) -> None:
    assert sara.post(f"{HERE}hosts/", {"host": "OLT.example", "port": "443", "note": "Access"}).status_code == 302
    chosen = {"name": "olt", "word": "s3cret", "hosts": ["olt.example:443"]}
    assert sara.post(f"{HERE}secrets/new/", chosen).status_code == 302
    made = sara.post(f"{HERE}new/", SIGNAL)
    one = Diagnostic.objects.get()
    assert (made.status_code, made["location"]) == (302, f"{HERE}{one.pk}/")
    assert one.headers == {"X-Key": "{secret:olt}", "Accept": "application/json"}
    page = sara.get(HERE)
    assert page.context["lines"] == [{
        "id": one.pk, "name": "Signal", "kind": "HTTP call", "asks": f"GET {SIGNAL['address']}", "lacks": "",
        "archived": False,
    }]  # fmt: skip
    assert [(one["name"], one["used"]) for one in page.context["hosts"]] == [("olt.example:443", 1)]
    assert [(one["name"], one["used"]) for one in page.context["secrets"]] == [("olt", 1)]
    assert "s3cret" not in page.content.decode() + sara.get(f"{HERE}{one.pk}/").content.decode()
    saved = sara.post(f"{HERE}{one.pk}/", {**SIGNAL, "wanted": "-25"})
    assert (saved.status_code, Diagnostic.objects.get().wanted) == (302, "-25")


def test_what_is_missing_is_said_beside_it(desk: Desk, sara: Client) -> None:
    sara.post(f"{HERE}new/", SIGNAL)
    sara.post(f"{HERE}new/", {**SIGNAL, "name": "Ping", "kind": "command", "command": "ping"})
    lacks = {one["name"]: one["lacks"] for one in sara.get(HERE).context["lines"]}
    assert lacks == {
        "Signal": "This host is not on the list of allowed ones.",
        "Ping": "The administrator has not registered this command.",
    }
    allow_host(host="olt.example", by=desk.sara, at=NOON)
    lacks = {one["name"]: one["lacks"] for one in sara.get(HERE).context["lines"]}
    assert lacks["Signal"] == "A secret that it needs is missing or cannot be read."


def test_what_was_typed_stays_when_it_is_refused_but_never_a_secret(desk: Desk, sara: Client) -> None:
    refused = sara.post(f"{HERE}new/", {**SIGNAL, "address": "ftp://olt.example/"})
    assert (refused.status_code, refused.context["values"]["address"]) == (422, "ftp://olt.example/")
    refused = sara.post(f"{HERE}new/", {**SIGNAL, "headers": "no colon"})
    assert refused.context["refused"] == "A header is written as a name, a colon and a value: no colon"
    refused = sara.post(f"{HERE}hosts/", {"host": "https://olt.example/", "port": "443"})
    assert (refused.status_code, refused.context["host"]["host"]) == (422, "https://olt.example/")
    allow_host(host="olt.example", by=desk.sara, at=NOON)
    refused = sara.post(f"{HERE}secrets/new/", {"name": "Not So", "word": "s3cret", "hosts": ["olt.example:443"]})
    assert (refused.status_code, refused.context["name"]) == (422, "Not So")
    assert "s3cret" not in refused.content.decode()


def test_going_away_is_asked_first(desk: Desk, sara: Client) -> None:
    host = allow_host(host="olt.example", by=desk.sara, at=NOON)
    key = set_secret(name="olt", word="s3cret", hosts=[str(host)], by=desk.sara, at=NOON)
    sara.post(f"{HERE}new/", SIGNAL)
    one = Diagnostic.objects.get()
    assert sara.get(f"{HERE}hosts/{host.pk}/removal/").context["heading"] == "Take olt.example:443 off the list?"
    assert sara.get(f"{HERE}secrets/{key.pk}/removal/").context["heading"] == "Forget the secret “olt”?"
    for path in (f"secrets/{key.pk}/removal/", f"hosts/{host.pk}/removal/", f"{one.pk}/archive/"):
        assert sara.post(f"{HERE}{path}").status_code == 302
    assert (AllowedHost.objects.count(), Secret.objects.count()) == (0, 0)
    assert Diagnostic.objects.get().archived_at is not None
    sara.post(f"{HERE}{one.pk}/archive/", {"back": "1"})
    assert Diagnostic.objects.get().archived_at is None


def test_trying_asks_the_machine_and_the_part_says_what_came_back(desk: Desk, sara: Client, machine: int) -> None:
    place = f"127.0.0.1:{machine}"
    allow_host(host="127.0.0.1", port=machine, by=desk.sara, at=NOON)
    set_secret(name="olt", word="s3cret", hosts=[place], by=desk.sara, at=NOON)
    sara.post(f"{HERE}new/", {**SIGNAL, "address": f"http://{place}/line/{{answer:serial}}?t={{ticket}}"})
    one = Diagnostic.objects.get()
    part = sara.get(f"{HERE}{one.pk}/")
    assert (part.context["asked_for"], part.context["wants_ticket"], part.context["probe"]) == (
        [("serial", "")], True, None,
    )  # fmt: skip
    given = {"answer-serial": "A/1", "ticket": "1042", "answer-other": "x"}
    asked = sara.post(f"{HERE}{one.pk}/trial/", given, headers=HTMX)
    assert (asked.status_code, asked.context["probe"]["waits"]) == (200, True)
    again = sara.post(f"{HERE}{one.pk}/trial/", given, headers=HTMX)
    assert (again.status_code, again.context["trial_refused"]) == (409, "It is being asked already.")
    probe = Probe.objects.get()
    assert ask_machine.call(probe_id=probe.pk) == "done"
    assert Peer.seen[-1]["path"] == "/line/A%2F1?t=1042"
    told = sara.get(f"{HERE}{one.pk}/trial/", headers=HTMX)
    assert {key: told.context["probe"][key] for key in ("waits", "words", "tone", "value", "status")} == {
        "waits": False, "words": "Something is wrong", "tone": "warn", "value": "-31.5 dBm", "status": 200,
    }  # fmt: skip
    assert json.loads(told.context["probe"]["shown"]) == {"line": {"signal": -31.5, "key": "•••"}}
    alone, fresh = (node(one_, "#trial").html or "" for one_ in (told, sara.get(f"{HERE}{one.pk}/")))
    assert TOKEN.sub("", alone) == TOKEN.sub("", fresh)
    names = list(Event.objects.filter(name__startswith="diagnostic.t").order_by("pk").values_list("name", flat=True))
    assert names == ["diagnostic.tried", "diagnostic.told"]


def test_of_trials_the_newest_is_kept(desk: Desk, sara: Client) -> None:
    sara.post(f"{HERE}new/", SIGNAL)
    one = Diagnostic.objects.get()
    first = try_out(diagnostic_id=one.pk, by=desk.sara, at=NOON)
    assert ask_machine.call(probe_id=first.pk) == "failed"
    second = try_out(diagnostic_id=one.pk, by=desk.sara, at=later(1))
    assert list(Probe.objects.values_list("pk", flat=True)) == [second.pk]
    assert sara.post(f"{HERE}{one.pk}/trial/").status_code == 302  # without a script: back to the page


def test_commands_stand_there_as_the_administrator_wrote_them(sara: Client, tmp_path: Path, settings: Any) -> None:
    assert sara.get(HERE).context["registered"].path == ""
    file = tmp_path / "commands.toml"
    file.write_text('[ping]\nrun = ["ping", "-c", "3", "{answer:address}"]\n')
    settings.COMMANDS = str(file)
    assert sara.get(HERE).context["registered"].commands == {"ping": "ping -c 3 '{answer:address}'"}
    assert sara.get(f"{HERE}new/").context["commands"] == ["ping"]
    file.write_text("not toml")
    assert sara.get(HERE).context["registered"].is_readable is False


def test_only_who_keeps_the_settings_comes_in(desk: Desk, client: Client) -> None:
    host = allow_host(host="olt.example", by=_sara(desk), at=NOON)
    client.force_login(desk.amira)
    for path in ("", "new/", "secrets/new/", f"hosts/{host.pk}/removal/"):
        assert client.get(f"{HERE}{path}").status_code == 403
    posts = ("new/", "hosts/", "secrets/new/", f"hosts/{host.pk}/removal/")
    assert [client.post(f"{HERE}{path}", {**SIGNAL, "port": "1"}).status_code for path in posts] == [403] * 4
    assert (AllowedHost.objects.count(), Diagnostic.objects.count()) == (1, 0)
