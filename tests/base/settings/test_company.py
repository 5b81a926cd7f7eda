from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.settings import actions, words
from escalera.base.settings.brand import DARK_GROUND, ENOUGH, LIGHT_GROUND, contrast, readable, rgb, stylesheet
from escalera.base.settings.logo import LARGEST, kind_of
from escalera.base.settings.models import Company
from tests.cast import NOON, Desk

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


def test_the_companys_letter_is_every_levels_letter(
    desk: Desk, olga: Agent, django_capture_on_commit_callbacks: Any
) -> None:
    assert desk.networks.level.code == "N2"
    with django_capture_on_commit_callbacks(execute=True):
        actions.edit_company(name="Telecom", terms={"level_letter": "L", "ticket": "caso"}, by=olga, at=NOON)
    assert (desk.networks.level.code, words.house().word("ticket"), words.house().word("tickets")) == (
        "L2",
        "caso",
        "tickets",
    )
    assert list(Event.objects.filter(name="company.changed").values_list("data__what", flat=True)) == ["name terms"]
    actions.edit_company(name="Telecom", terms={"level_letter": ""}, by=olga, at=NOON)
    assert Company.get().terms == {"ticket": "caso"}


def test_only_who_keeps_the_settings_changes_the_company(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        actions.edit_company(name="Mine", by=desk.sara, at=NOON)
    with pytest.raises(NotAllowed):
        actions.set_logo(content=SVG % b"", by=desk.sara, at=NOON)


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"color": "red"},
        {"color": "#12345g"},
        {"welcome": "x" * 301},
        {"terms": {"level_letter": "N1"}},
        {"terms": {"level_letter": "ABCD"}},
        {"terms": {"ticket": "x" * 25}},
        {"terms": {"other": "x"}},
    ],
)
def test_what_cannot_be_is_refused(olga: Agent, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        actions.edit_company(**{"name": "Telecom", "by": olga, "at": NOON, **given})


@pytest.mark.parametrize("color", ["#ffff00", "#000000", "#ffffff", "#e08a00", "#0a5c8f", "#808080"])
def test_any_colour_is_made_readable_by_day_and_by_night(color: str) -> None:
    assert contrast(rgb(readable(color, dark=False)), LIGHT_GROUND) >= ENOUGH
    assert contrast(rgb(readable(color, dark=True)), DARK_GROUND) >= ENOUGH
    assert contrast(rgb(readable(color, dark=False)), (1, 1, 1)) >= ENOUGH  # white words on it


def test_a_readable_colour_stays_as_it_is_and_no_colour_has_no_sheet() -> None:
    assert readable("#0a5c8f", dark=False) == "#0a5c8f"
    assert stylesheet("") == stylesheet("red; }") == ""


def test_a_plain_drawing_is_a_logo() -> None:
    assert kind_of(SVG % b'<path d="M0 0h9v9z" fill="#123"/><g><title>We</title></g>') == "image/svg+xml"
    assert kind_of(b"\x89PNG\r\n\x1a\n" + bytes(9)) == "image/png"
    assert kind_of(b"RIFF0000WEBPVP8 ") == "image/webp"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html><script>1</script></html>",
        SVG % b"<script>alert(1)</script>",
        SVG % b'<path onload="alert(1)"/>',
        SVG % b'<use href="https://evil.example/x.svg#a"/>',
        SVG % b'<a href="javascript:alert(1)"><path/></a>',
        SVG % b'<rect fill="url(https://evil.example/x)"/>',
        SVG % b"<foreignObject><p/></foreignObject>",
        SVG % b'<style>@import "x"</style>',
        SVG % b'<image href="data:image/png;base64,AA"/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b"<svg><unclosed",
        SVG % (b"<g/>" * 2100),
        b"\x89PNG\r\n\x1a\n" + bytes(LARGEST),
    ],
)
def test_what_is_more_than_a_drawing_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        kind_of(content)


def test_the_guide_remembers_its_steps(olga: Agent, desk: Desk) -> None:
    actions.move_guide(step="mailbox", state="skipped", by=olga, at=NOON)
    actions.move_guide(step="mailbox", state="skipped", by=olga, at=NOON)
    assert Company.get().guide == {"mailbox": "skipped"}
    assert Event.objects.filter(name="guide.moved").count() == 1
    for step, state, by in (("other", "done", olga), ("ticket", "maybe", olga)):
        with pytest.raises(BadInput):
            actions.move_guide(step=step, state=state, by=by, at=NOON)
    with pytest.raises(NotAllowed):
        actions.move_guide(step="ticket", state="done", by=desk.amira, at=NOON)
