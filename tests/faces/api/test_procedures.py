"""Scripts and runbooks over HTTP: the library, writing them, following them."""

from __future__ import annotations

import base64
from typing import Any

from django.test import Client

from escalera.core.procedures.actions import archive, start_run
from escalera.core.procedures.models import Procedure, Run, StepRemark
from escalera.core.tickets.models import Attachment
from escalera.faces.api import procedure_shapes as shapes
from escalera.levels.specialists.models import Probe
from tests.cast import NOON, Desk, later
from tests.core.procedures.make import LINE, end, made, step
from tests.faces.api.program import NOT_FOUND, Program, iso, named
from tests.levels.specialists.test_diagnostics import begun as with_diagnostic

FIGURES = {"ended": 0, "succeeded": 0, "left": 0, "rate": None, "seconds": None, "remarks": 0}


def told(one: Procedure, **change: Any) -> dict[str, Any]:
    return {
        "id": one.pk, "use": "script", "name": "Line is down", "about": "", "words": "", "language": "",
        "categories": [], "team": None, "version": one.version, "is_archived": False, **change,
    }  # fmt: skip


def stored(*steps: dict[str, Any]) -> list[dict[str, Any]]:
    """Return steps as the API tells them."""
    blank = {
        "text": "", "fills": "", "evidence": [], "minutes": 0, "must_wait": False, "for_customer": False,
    }  # fmt: skip
    return [
        {**blank, **one, "ways": [{"label": "", "to": "", "when": None, **way} for way in one["ways"]]}
        for one in steps
    ]


def test_the_library_and_what_one_says(desk: Desk) -> None:
    one = made(desk)
    hidden = made(desk, name="Sales only", team=desk.sales)
    old = made(desk, name="Old")
    archive(procedure_id=old.pk, by=desk.sara, at=NOON)
    program = Program(desk.amira, "tickets:read")
    assert program.get("procedures") == (200, {"procedures": [{**told(one), "figures": FIGURES}], "next": None})
    assert program.get("procedures", use="runbook")[1]["procedures"] == []
    status, whole = program.get(f"procedures/{one.pk}")
    assert (status, whole) == (200, {**told(one), "number": 1, "start": "light", "steps": stored(*LINE)})
    shapes.WholeProcedure.model_validate(whole)
    shapes.ProcedurePage.model_validate(program.get("procedures")[1])
    assert program.get(f"procedures/{hidden.pk}") == NOT_FOUND
    assert program.get(f"procedures/{one.pk}", version=9) == NOT_FOUND
    assert program.get("procedures", archived="1")[1]["procedures"] == [{**told(one), "figures": FIGURES}]
    kept = Program(desk.sara, "tickets:read").get("procedures", archived="1")[1]["procedures"]
    assert [(row["name"], row["is_archived"]) for row in kept] == [("Old", True)]


def test_writing_one_from_nothing_to_its_first_version(desk: Desk) -> None:
    program = Program(desk.sara, "content")
    status, row = program.post("procedures", {"name": "Slow line", "use": "runbook", "words": "slow\nlag"})
    one = Procedure.objects.get()
    assert (status, row) == (201, told(one, name="Slow line", use="runbook", words="slow\nlag", version=0))
    draft = {"steps": [step("look", next="done"), step("lost", next="nowhere"), end()]}
    status, kept = program.put(f"procedures/{one.pk}/draft", draft)
    assert (status, kept["edition"], kept["start"]) == (200, 1, "look")
    assert kept["problems"] == [
        {"step": "lost", "part": "next", "words": "It leads to a step that is gone: nowhere.", "is_error": True},
        {"step": "lost", "part": "next", "words": "From here, no end can be reached.", "is_error": True},
        {"step": "lost", "part": "key", "words": "Nothing leads to this step.", "is_error": False},
    ]
    shapes.DraftOut.model_validate(kept)
    status, refused = program.post(f"procedures/{one.pk}/versions", {})
    assert (status, refused["error"]) == (422, "bad_input")
    assert program.put(f"procedures/{one.pk}/draft", {**draft, "edition": 0})[1]["error"] == "stale"
    program.put(f"procedures/{one.pk}/draft", {"steps": [step("look", next="done"), end()], "edition": 1})
    status, version = program.post(f"procedures/{one.pk}/versions", {"note": "First"})
    assert (status, version["number"], version["note"]) == (201, 1, "First")
    changed = program.patch(f"procedures/{one.pk}", {"about": "What to look at", "team": desk.front.pk})
    expected = told(
        Procedure.objects.get(), name="Slow line", use="runbook", words="slow\nlag", about="What to look at",
        team=named(desk.front),
    )  # fmt: skip
    assert changed == (200, expected)
    assert program.post(f"procedures/{one.pk}/archive") == (200, {**expected, "is_archived": True})
    assert program.delete(f"procedures/{one.pk}/archive") == (200, expected)
    assert program.patch(f"procedures/{one.pk}", {"categories": ["nope"]})[1]["detail"] == (
        "There is no category “nope”."
    )


def test_who_may_not_write_them(desk: Desk) -> None:
    one = made(desk)
    words = "Your role cannot write scripts and runbooks."
    refused = (403, {"error": "not_allowed", "detail": words})
    program = Program(desk.amira, "content")
    assert program.post("procedures", {"name": "Mine"}) == refused
    assert program.get(f"procedures/{one.pk}/draft") == refused
    assert program.put(f"procedures/{one.pk}/draft", {"steps": []}) == refused
    assert program.post(f"procedures/{one.pk}/versions", {}) == refused
    assert Program(desk.sara, "tickets:write").post("procedures", {"name": "Mine"})[1]["error"] == "scope_missing"


def test_a_run_from_its_proposal_to_its_end(desk: Desk) -> None:
    one = made(desk, words="no internet", name="Internet is gone")
    number = desk.open("No internet").ticket_id
    program = Program(desk.amira)
    row = told(one, name="Internet is gone", words="no internet")
    assert program.get(f"tickets/{number}/procedures") == (200, [{"procedure": row, "why": ["words"]}])
    status, whole = program.post(f"tickets/{number}/runs", {"procedure": one.pk})
    run = Run.objects.get()
    amira = named(desk.amira)
    assert (status, {key: whole[key] for key in whole if key not in ("step", "started_at")}) == (201, {
        "id": run.pk, "ticket": number, "procedure": {"id": one.pk, "name": "Internet is gone"}, "version": 1,
        "state": "running", "outcome": "", "holder": amira, "started_by": amira, "ended_at": None, "paused_at": None,
        "why": "", "why_not": "", "may_take": False, "can_go_back": False, "answers": [],
    })  # fmt: skip
    assert whole["step"] == {
        "run": run.pk, "key": "light", "kind": "choice", "title": "Light", "text": "", "ready_at": None,
        "waits": False, "shown": None,
        "asks": [{
            "key": "way", "label": "Light", "type": "choice", "required": True, "unit": "", "least": None,
            "most": None, "initial": "", "help": "",
            "choices": [{"key": "red", "label": "Red"}, {"key": "green", "label": "Green"}],
        }],
    }  # fmt: skip
    assert program.post(f"tickets/{number}/runs", {"procedure": one.pk}) == (200, whole)
    whole = program.post(f"runs/{run.pk}/answers", {"step": "light", "value": {"way": "red"}})[1]
    assert (whole["step"]["key"], whole["can_go_back"]) == ("speed", True)
    refused = program.post(f"runs/{run.pk}/answers", {"step": "speed", "value": {"answer": "fast"}})
    words = "Speed: write a number."
    assert refused == (
        422, {"error": "bad_input", "detail": words, "fields": [{"field": "answer", "detail": words}]}
    )  # fmt: skip
    assert program.post(f"runs/{run.pk}/answers", {"step": "light", "value": {"way": "red"}})[0] == 409
    whole = program.post(f"runs/{run.pk}/answers", {"step": "speed", "value": {"answer": 40}})[1]
    assert (whole["step"]["key"], [one["words"] for one in whole["answers"]]) == ("done", ["Red", "40 Mbps", ""])
    whole = program.post(f"runs/{run.pk}/answers", {"step": "done", "value": {"resolve": True}})[1]
    shapes.WholeRun.model_validate(whole)
    assert (whole["state"], whole["outcome"], whole["step"]) == ("ended", "solved", None)
    assert program.get(f"tickets/{number}")[1]["status"] == "resolved"
    assert program.get(f"tickets/{number}/runs")[1] == [
        {key: whole[key] for key in shapes.RunOut.model_fields}
    ]  # fmt: skip


def test_moving_about_in_a_run(desk: Desk) -> None:
    run = start_run(procedure_id=made(desk).pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1))
    program, here = Program(desk.amira), f"runs/{run.pk}"
    program.post(f"{here}/answers", {"step": "light", "value": {"way": "red"}})
    back = program.post(f"{here}/back", {})[1]
    assert (back["step"]["key"], back["answers"][0]["undone_at"] is None) == ("light", False)
    assert program.post(f"{here}/pause", {"why": "Lunch"})[1]["why"] == "Lunch"
    assert program.delete(f"{here}/pause")[1]["state"] == "running"
    assert program.put(f"{here}/holder", {"agent": desk.sara.pk})[1]["holder"] == named(desk.sara)
    refused = program.post(f"{here}/answers", {"step": "light", "value": {"way": "red"}})
    assert refused == (
        403, {"error": "not_allowed", "detail": "Sara follows this procedure. Take it over first."}
    )  # fmt: skip
    assert program.put(f"{here}/holder", {})[1]["holder"] == named(desk.amira)
    status, said = program.post(f"{here}/remarks", {"step": "light", "text": "Say which light."})
    remark = StepRemark.objects.get()
    assert (status, said) == (201, {
        "id": remark.pk, "procedure": {"id": run.procedure_id, "name": "Line is down"}, "step": "light",
        "text": "Say which light.", "at": iso(remark.at),
    })  # fmt: skip
    stopped = program.post(f"{here}/stop", {"why": "Called back"})[1]
    assert (stopped["state"], stopped["why"], stopped["step"]) == ("left", "Called back", None)


def test_a_step_of_a_procedure_within_is_answered_by_the_outer_runs_number(desk: Desk) -> None:
    inner = made(desk, [step("ask", "text", "good"), end("good")], name="Inner")
    outer = made(
        desk, [step("in", "procedure", "done", settings={"procedure": str(inner.pk)}), end()], name="Outer"
    )  # fmt: skip
    run = start_run(procedure_id=outer.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1))
    program, within = Program(desk.amira), Run.objects.get(parent=run)
    assert program.get(f"runs/{run.pk}")[1]["step"]["run"] == within.pk
    whole = program.post(f"runs/{run.pk}/answers", {"step": "ask", "value": {"answer": "Fine"}})[1]
    assert (whole["id"], whole["step"]["key"]) == (run.pk, "done")
    assert [(one["run"], one["words"]) for one in whole["answers"]] == [
        (run.pk, "Inner: solved"), (within.pk, "Fine"), (within.pk, "Solved")
    ]  # fmt: skip


def test_evidence_is_sent_as_base64(desk: Desk) -> None:
    asked = [{"key": "photo", "label": "Photo", "type": "file", "required": True}]
    procedure = made(desk, [step("look", next="done", evidence=asked), end()])
    run = start_run(procedure_id=procedure.pk, ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1))
    program = Program(desk.amira)
    assert program.post(f"runs/{run.pk}/answers", {"step": "look"})[1]["fields"] == [
        {"field": "evidence_photo", "detail": "Photo: add a file."}
    ]
    photo = {"name": "box.txt", "content_type": "text/plain", "content": base64.b64encode(b"red").decode()}
    whole = program.post(f"runs/{run.pk}/answers", {"step": "look", "files": {"evidence_photo": [photo]}})[1]
    kept = Attachment.objects.get()
    assert whole["answers"][0]["value"] == {"evidence_photo": [{"id": kept.pk, "name": "box.txt"}]}


def test_a_machine_is_asked_by_the_worker(desk: Desk) -> None:
    run = with_diagnostic(desk, address="http://127.0.0.1:9/line")
    status, said = Program(desk.amira).post(f"runs/{run.pk}/diagnostics", {"step": "line"})
    assert (status, said) == (202, {"id": Probe.objects.get().pk, "state": "asked"})
    shown = Program(desk.amira).get(f"runs/{run.pk}")[1]["step"]["shown"]
    assert (shown["kind"], shown["name"], shown["probe"]["state"]) == ("diagnostic", "Signal", "asked")


def test_what_is_not_to_be_seen_is_not_there(desk: Desk, client: Client) -> None:
    one = made(desk)
    number = desk.open().ticket_id
    run = start_run(procedure_id=one.pk, ticket_id=number, by=desk.amira, at=later(1))
    program = Program(desk.omar)  # of another team
    paths = (f"tickets/{number}/runs", f"tickets/{number}/procedures", f"runs/{run.pk}")
    assert [program.get(path) for path in paths] == [NOT_FOUND] * 3
    assert program.post(f"tickets/{number}/runs", {"procedure": one.pk}) == NOT_FOUND
    for verb in ("answers", "back", "pause", "stop", "remarks", "diagnostics"):
        body = {"step": "light", "text": "x"} if verb == "remarks" else {"step": "light"}
        body = {} if verb in ("back", "pause", "stop") else body
        assert program.post(f"runs/{run.pk}/{verb}", body) == NOT_FOUND
    assert Program(desk.amira, "tickets:read").post(f"runs/{run.pk}/stop", {})[1]["error"] == "scope_missing"
    assert client.get("/api/procedures").status_code == 401
