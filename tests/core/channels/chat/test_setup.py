"""What a company says of its chat, read as it was meant, and refused where it can't work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from escalera.base.refusals import BadInput
from escalera.core.channels.chat.files import clean_file_name
from escalera.core.channels.chat.identity import signature
from escalera.core.channels.chat.setup import allows_origin, check, language_for, setup_of, words_in
from escalera.core.channels.chat.states import expected_wait_s
from escalera.core.channels.models import Channel

KNOWN = ("es", "es-419", "en", "pt-br")


def chat(**settings: Any) -> Channel:
    return Channel(kind="chat", name="Chat", address="chat", settings=settings)


def test_a_chat_works_with_nothing_said() -> None:
    setup = setup_of(chat())
    assert (setup.title, setup.theme, setup.position, setup.asks) == ("Chat", "auto", "right", ("name", "email"))
    assert (setup.mail_after, setup.idle_after, setup.questions, setup.rules) == (5, 60, (), ())


@pytest.mark.parametrize("nonsense", [5, "x", None, [5], {"a": []}, [[]], [{"name": 5}], True])
def test_nonsense_counts_as_unsaid(nonsense: Any) -> None:
    names = ("title", "questions", "rules", "origins", "asks", "languages", "mail_after", "largest", "kinds", "theme")
    for name in names:
        setup_of(chat(**{name: nonsense}), "es")


@pytest.mark.parametrize(
    "said",
    [
        {"questions": [{"label": "Order"}]}, {"questions": [{"name": "a b"}]}, {"questions": [{"name": "a", "kind": "x"}]},
        {"rules": [{"id": "a"}]}, {"rules": [{"text": "Hi"}]}, {"rules": ["x"]}, {"origins": [" "]}, {"origins": [5]},
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        check(chat(**said))


@pytest.mark.parametrize(
    ("origin", "fits"),
    [
        ("https://shop.example", True), ("https://SHOP.example", True), ("https://a.b.example", True),
        ("https://b.example", True), ("http://shop.example", False), ("https://shop.example.evil", False),
        ("https://evilb.example", False), ("null", False), ("", True), ("https://[bad", False),
    ],
)  # fmt: skip
def test_only_named_sites_show_it(origin: str, fits: bool) -> None:
    assert allows_origin(("https://shop.example", "*.b.example"), origin) is fits
    assert allows_origin((), origin) is True


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("es", "es"), ("es-ES", "es"), ("es-MX", "es-419"), ("pt-PT", "pt-br"), ("EN_us", "en"), ("zz", "es"), ("x" * 99, "es")],
)  # fmt: skip
def test_a_language_of_ours_is_found(wanted: str, given: str) -> None:
    assert language_for(KNOWN, wanted) == given


def test_words_are_said_once_or_by_language() -> None:
    said = {"es": "Hola", "en": "Hello"}
    words = [words_in(said, "en"), words_in(said, "es-419"), words_in(said, "pt-br"), words_in("Hi", "es")]
    assert words == ["Hello", "Hola", "Hola", "Hi"]


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("a.png", "a.png"), ("../../etc/passwd", "passwd"), ("C:\\x\\y.pdf", "y.pdf"), ("\u202egnp.exe", "gnp.exe"),
        ("\x00\n", "file"), ("", "file"), ("..", "file"), ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
    ],
)  # fmt: skip
def test_a_file_name_is_safe_to_show(given: str, clean: str) -> None:
    assert clean_file_name(given) == clean


@pytest.mark.parametrize(
    ("position", "waits", "wait"),
    [(1, [60, 60], None), (1, [60, 120, 180], 120), (3, [60, 120, 180], 240), (1, [], None)],
)
def test_a_wait_is_said_from_what_was(position: int, waits: list[int], wait: int | None) -> None:
    assert expected_wait_s(position, waits) == wait


def test_the_signature_is_the_one_in_the_guide() -> None:
    guide = (Path(__file__).parents[4] / "docs/how/put-the-chat-on-a-site.md").read_text("utf-8")
    assert f"`{signature('s3cret', '42', 'ana@example.com')}`" in guide
