from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage import files
from escalera.core.tickets.actions import merge, take
from escalera.core.tickets.models import Ticket
from escalera.core.writing.actions import (
    DraftConflict,
    Reply,
    add_upload,
    drop_draft,
    drop_upload,
    reap,
    save_draft,
    send,
)
from escalera.core.writing.actions.uploads import MB
from escalera.core.writing.models import Draft, HeldReply, Upload
from escalera.core.writing.queries import writing_on
from tests.cast import Desk, later


@pytest.fixture(autouse=True)
def _everybody_reads_english(desk: Desk) -> None:
    Agent.objects.update(language="en")


def drafts() -> list[tuple[int, str, str, str]]:
    rows = Draft.objects.order_by("ticket", "agent__name", "kind")
    return [(row.ticket_id, row.agent.name, row.kind, row.text) for row in rows]


def test_a_draft_is_one_for_each_kind_and_person_and_tells_nobody(desk: Desk) -> None:
    number = desk.open().ticket_id
    events = Event.objects.count()
    for minute, text in enumerate(("H", "He", "Hello")):
        save_draft(ticket_id=number, kind="reply", text=text, by=desk.amira, at=later(minute))
    save_draft(ticket_id=number, kind="note", text="Hm", by=desk.amira, at=later(4))
    save_draft(ticket_id=number, kind="reply", text="Mine", by=desk.sara, at=later(4))
    assert drafts() == [
        (number, "Amira", "note", "Hm"), (number, "Amira", "reply", "Hello"), (number, "Sara", "reply", "Mine"),
    ]  # fmt: skip
    assert writing_on(number, desk.amira).drafts["reply"].version == 3
    assert Event.objects.count() == events


def test_nothing_left_is_no_draft(desk: Desk) -> None:
    number = desk.open().ticket_id
    assert save_draft(ticket_id=number, kind="reply", text=" \n", by=desk.amira, at=later(1)) is None
    save_draft(ticket_id=number, kind="reply", text="H", by=desk.amira, at=later(1))
    save_draft(ticket_id=number, kind="reply", text="", by=desk.amira, at=later(2))
    assert drafts() == []


def test_two_windows_notice_each_other(desk: Desk) -> None:
    number = desk.open().ticket_id
    save_draft(ticket_id=number, kind="reply", text="One", by=desk.amira, at=later(1), version=0)
    with pytest.raises(DraftConflict) as conflict:
        save_draft(ticket_id=number, kind="reply", text="Two", by=desk.amira, at=later(2), version=0)
    assert (conflict.value.draft.text, drafts()[0][3]) == ("One", "One")
    save_draft(ticket_id=number, kind="reply", text="Two", by=desk.amira, at=later(3), version=1)
    assert drafts()[0][3] == "Two"


def test_who_may_not_work_there_keeps_no_draft(desk: Desk) -> None:
    number = desk.open().ticket_id
    with pytest.raises(Ticket.DoesNotExist):
        save_draft(ticket_id=number, kind="reply", text="x", by=desk.omar, at=later(1))
    desk.amira.role.permissions = []
    with pytest.raises(NotAllowed):
        save_draft(ticket_id=number, kind="reply", text="x", by=desk.amira, at=later(1))
    for kind, text in (("letter", "x"), ("note", "x" * 500_001)):
        with pytest.raises(BadInput):
            save_draft(ticket_id=number, kind=kind, text=text, by=desk.sara, at=later(1))
    assert drafts() == []


def test_a_draft_survives_reassignment_and_merge(desk: Desk) -> None:
    one, two = desk.open().ticket_id, desk.open("No phone").ticket_id
    for number, text in ((one, "First"), (two, "Second")):
        save_draft(ticket_id=number, kind="reply", text=text, by=desk.amira, at=later(1))
    add_upload(
        ticket_id=one, kind="reply", name="a.txt", content_type="text/plain", content=b"a", by=desk.amira, at=later(1)
    )
    save_draft(ticket_id=one, kind="note", text="Noted", by=desk.sara, at=later(1))
    take(ticket_id=one, by=desk.sara, at=later(2))
    merge(survivor_id=two, absorbed_id=one, by=desk.sara, at=later(3))
    assert drafts() == [(two, "Amira", "reply", "First\n\nSecond"), (two, "Sara", "note", "Noted")]
    assert Upload.objects.get().draft == Draft.objects.get(agent=desk.amira)


def test_a_reply_that_waits_comes_back_when_its_ticket_is_merged(desk: Desk) -> None:
    one, two = desk.open().ticket_id, desk.open("No phone").ticket_id
    send(ticket_id=one, reply=Reply("Soon"), by=desk.amira, at=later(1), key="k", send_at=later(60))
    merge(survivor_id=two, absorbed_id=one, by=desk.sara, at=later(3))
    draft = Draft.objects.get()
    assert (draft.ticket_id, draft.text) == (two, "Soon")
    assert draft.reason == f"The ticket was merged into #{two} before it left."
    assert HeldReply.objects.get().state == "returned"
    assert Event.objects.get(name="reply.returned").ticket_id == two


def put(desk: Desk, number: int, name: str = "a.png", size: int = 3, content_type: str = "image/png") -> Upload:
    return add_upload(
        ticket_id=number,
        kind="reply",
        name=name,
        content_type=content_type,
        content=b"x" * size,
        by=desk.amira,
        at=later(1),
    )


def test_files_stand_in_the_draft_until_they_are_taken_out(desk: Desk) -> None:
    number = desk.open().ticket_id
    upload = put(desk, number, "C:\\photos\\a\x00.png", content_type="image/png; evil")
    assert (upload.name, upload.content_type, files.load(upload.sha256)) == (
        "a.png",
        "application/octet-stream",
        b"xxx",
    )
    shown = writing_on(number, desk.amira).drafts["reply"]
    assert [(one.name, one.size) for one in shown.files] == [("a.png", 3)]
    save_draft(ticket_id=number, kind="reply", text="", by=desk.amira, at=later(2))
    assert Draft.objects.count() == 1
    drop_upload(upload_id=upload.pk, by=desk.bruno)
    assert Upload.objects.count() == 1
    drop_upload(upload_id=upload.pk, by=desk.amira)
    drop_draft(ticket_id=number, kind="reply", by=desk.amira)
    assert (Upload.objects.count(), Draft.objects.count()) == (0, 0)


def test_files_are_bounded(desk: Desk) -> None:
    number = desk.open().ticket_id
    for name, size in (("run.EXE", 1), ("big.bin", 20 * MB + 1)):
        with pytest.raises(BadInput):
            put(desk, number, name, size)
    put(desk, number, size=15 * MB)
    with pytest.raises(BadInput):
        put(desk, number, size=11 * MB)
    Upload.objects.update(size=1)
    for _n in range(19):
        put(desk, number)
    with pytest.raises(BadInput):
        put(desk, number)
    assert Upload.objects.count() == 20


def test_what_belongs_to_nothing_is_forgotten(desk: Desk) -> None:
    number = desk.open().ticket_id
    lost, kept = put(desk, number), put(desk, number)
    Upload.objects.filter(pk=lost.pk).update(draft=None)
    send(ticket_id=number, reply=Reply("Hi"), by=desk.amira, at=later(1), key="k", at_once=True)
    put(desk, number)
    assert reap(at=later(24 * 60)) == 0
    assert reap(at=later(24 * 60 + 2)) == 1
    assert reap(at=later(31 * 24 * 60)) == 1
    assert (Upload.objects.count(), HeldReply.objects.count(), kept.name) == (1, 0, "a.png")
