"""What stands around articles: files, links, uses, remarks, gaps; what changed; pictures in the text."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput
from escalera.core.knowledge import actions
from escalera.core.knowledge.differing import difference
from escalera.core.knowledge.links import articles_of, linked_to
from escalera.core.knowledge.models import Article, Gap
from escalera.core.knowledge.rendering import file_names, to_html
from tests.cast import NOON, Desk, later
from tests.core.knowledge.test_articles import written

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def keep(desk: Desk, one: Article, name: str = "Foto del router.PNG", content: bytes = PNG) -> str:
    return actions.add_file(article_id=one.pk, name=name, content=content, by=desk.amira, at=NOON).name


def test_a_picture_stands_in_the_text_by_its_name(desk: Desk) -> None:
    one = written(desk, "Router", "![Light](foto-del-router.png) ![x](https://spy.example/a.png) [Form](form.pdf)")
    keep(desk, one)
    keep(desk, one, "form.pdf", b"%PDF")
    assert to_html(one.body, one.files.all(), "/f/") == (
        '<p><img src="/f/foto-del-router.png" alt="Light"> x '
        '<a href="/f/form.pdf" rel="noopener noreferrer nofollow">Form</a></p>\n'
    )
    assert file_names(one.body) == ["foto-del-router.png", "form.pdf"]


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", b"<svg/>"), ("a.png", b""), ("a.pdf", b"x" * (10 * 2**20 + 1))]
)
def test_a_file_that_is_not_what_it_says_is_refused(desk: Desk, name: str, content: bytes) -> None:
    one = written(desk, "Router", "x")
    with pytest.raises(BadInput):
        keep(desk, one, name, content)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\a b.GIF", "a-b.gif"),
        ("ñandú.pdf", "nandu.pdf"),
        ("", "file"),
        ("..", "file"),
    ],
)
def test_names_of_files_are_harmless(given: str, kept: str) -> None:
    assert actions.around.file_name(given) == kept


def test_a_ticket_and_its_articles_know_each_other(desk: Desk) -> None:
    one, other = written(desk, "Router", "x"), written(desk, "Cable", "x")
    number = desk.open().ticket_id
    for kind, target in (("ticket", number), ("ticket", number), ("article", other.pk)):
        actions.link(article_id=one.pk, kind=kind, target=target, by=desk.amira, at=NOON)
    told = Event.objects.filter(name="article.linked")
    assert [(event.ticket_id, event.fact.sentence("A")) for event in told] == [
        (number, "A linked the article “Router”"), (None, "A linked the article “Router”"),
    ]  # fmt: skip
    assert [one.title for one in articles_of("ticket", number, by=desk.amira)] == ["Router"]
    assert [found.name for found in linked_to(one.pk, by=desk.amira) if found.kind == "article"] == ["Cable"]
    actions.unlink(article_id=one.pk, kind="ticket", target=number, by=desk.amira, at=NOON)
    assert articles_of("ticket", number, by=desk.amira) == []


def test_each_thing_counts_once_a_ticket_and_failing_takes_solving_back(desk: Desk) -> None:
    one = written(desk, "Router", "x")
    for ticket, how in (
        (1, "shown"),
        (1, "shown"),
        (2, "shown"),
        (1, "used"),
        (1, "solved"),
        (1, "failed"),
        (2, "solved"),
    ):
        actions.count_use(article_id=one.pk, ticket_id=ticket, how=how, at=NOON)
    one.refresh_from_db()
    assert (one.shown, one.used, one.solved, one.failed) == (2, 1, 1, 1)


def test_what_is_proposed_beside_a_ticket_is_shown_once(desk: Desk) -> None:
    one, other = written(desk, "Router", "x"), written(desk, "Cable", "x")
    new = [
        actions.count_shown(article_ids=keys, ticket_id=ticket, at=NOON)
        for keys, ticket in (([one.pk], 1), ([one.pk, other.pk], 1), ([one.pk, other.pk], 1), ([one.pk], 2), ([], 1))
    ]
    assert (new, list(Article.objects.order_by("pk").values_list("shown", flat=True))) == ([1, 1, 0, 1, 0], [2, 1])


def test_a_remark_waits_until_it_is_settled(desk: Desk) -> None:
    one = written(desk, "Router", "x")
    made = actions.remark(article_id=one.pk, text=" Which  cable?\x00 ", at=NOON, reader=desk.farid)
    done = actions.settle_remark(remark_id=made.pk, by=desk.sara, at=later(1))
    assert (made.text, made.agent, done.done_at) == ("Which cable?", None, later(1))


def gaps() -> list[tuple[str, int, str]]:
    return [(gap.text, gap.count, gap.state) for gap in Gap.objects.order_by("pk")]


def ask(text: str, language: str = "es") -> Gap | None:
    return actions.note_gap(text=text, language=language, where="portal", at=NOON)


def test_questions_that_ask_the_same_are_one_gap(desk: Desk) -> None:
    for text in (
        "¿Cómo cambio la tarjeta del banco?",
        "cambiar tarjetas bancos",
        "¿Cuándo abre la oficina de Quito?",
    ):
        ask(text)
    ask("How do I change my card?", "en")
    assert [count for _text, count, _state in gaps()] == [2, 1, 1]


@pytest.mark.parametrize("text", ["", "¿?", "hola, buenos días", "\x00"])
def test_what_asks_nothing_is_no_gap(desk: Desk, text: str) -> None:
    assert ask(text) is None


def test_a_gap_keeps_no_personal_data(desk: Desk) -> None:
    ask("Mi tarjeta 4111 1111 1111 1111 no pasa, escriban a ana@banco.example")
    kept = str(Gap.objects.values_list("text", "samples").get())
    assert ("4111 1111" in kept, "ana@banco" in kept) == (False, False)


def test_an_answered_gap_opens_again_and_one_set_aside_stays(desk: Desk) -> None:
    one = written(desk, "Tarjeta", "x")
    for text, state in (("cambiar la tarjeta perdida", "answered"), ("precio de las acciones", "ignored")):
        gap = ask(text)
        assert gap is not None
        actions.settle_gap(gap_id=gap.pk, state=state, by=desk.amira, at=NOON, article_id=one.pk)
        ask(text)
    assert gaps() == [("cambiar la tarjeta perdida", 2, "open"), ("precio de las acciones", 2, "ignored")]


def test_what_changed_is_shown_by_words_and_far_lines_are_counted() -> None:
    before = "\n".join(["uno", *["x"] * 10, "Pulse el botón rojo.", "fin"])
    after = before.replace("rojo", "verde").replace("fin", "fin\nmás")
    assert [(one.how, one.count, [text for text, differs in one.pieces if differs]) for one in difference(before, after)] == [
        ("skipped", 8, []), ("same", 0, []), ("same", 0, []), ("same", 0, []),
        ("removed", 0, ["rojo"]), ("added", 0, ["verde"]), ("same", 0, []), ("added", 0, ["más"]),
    ]  # fmt: skip
    assert difference("a", "a") == []
    assert [one.how for one in difference("", "a\nb")] == ["added", "added"]


def test_what_nobody_asks_for_a_year_is_forgotten(desk: Desk) -> None:
    ask("cambiar la tarjeta")
    assert [actions.forget_gaps(at=later(minutes)) for minutes in (0, 366 * 24 * 60)] == [0, 1]
