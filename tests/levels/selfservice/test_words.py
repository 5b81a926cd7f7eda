"""What short words mean: a wish for a person is heard in three languages, a person who is only mentioned is none."""

from __future__ import annotations

import pytest

from escalera.levels.selfservice.words import (
    says_it_did_not,
    says_it_helped,
    says_only_hello,
    says_the_same,
    wants_person,
)


@pytest.mark.parametrize(
    "text",
    [
        "quiero hablar con una persona", "Quiero hablar con alguien YA", "agente", "Humano por favor", "un humano!!",
        "pásame con un asesor", "me puedes comunicar con un agente?", "necesito que me atienda una persona",
        "no me sirve, quiero hablar con un operador", "¿puedo hablar con alguien de verdad?", "persona real",
        "No quiero hablar con una máquina", "transfiéreme con un ejecutivo", "otra vez lo mismo, dame un humano",
        "quero falar com um atendente", "atendente", "atendimento humano", "preciso falar com uma pessoa",
        "por favor me passa para alguém", "não quero falar com robô",
        "talk to a human", "I want to speak to a real person", "agent", "human please", "can I speak with someone?",
        "this is useless, connect me to an agent", "I'd like to talk to a representative",
    ],
)  # fmt: skip
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "el técnico que vino ayer dejó el cable suelto", "una persona me llamó diciendo que era del banco",
        "la agencia no me responde el correo", "mi asesor comercial se equivocó en la factura",
        "cómo agrego una persona a mi cuenta", "¿cuántas personas pueden usar la VPN?", "no quiero hablar con un agente",
        "o técnico veio ontem e não resolveu", "quantas pessoas podem usar",
        "the person who installed it left no manual", "how do I add an agent to my team", "my user agent is Firefox",
        "I don't want to talk to a person",
    ],
)  # fmt: skip
def test_a_person_who_is_only_mentioned_is_no_wish(text: str) -> None:
    assert not wants_person(text)


def test_the_companys_own_words_count_too() -> None:
    assert not wants_person("ponme con la torre de control")
    assert wants_person("¡Ponme con la TORRE de control!", ["torre de control"])
    assert not wants_person("torres de controles", ["torre de control", "  ", "…"])


@pytest.mark.parametrize(
    "text",
    [
        "sí",
        "Sí, gracias!",
        "ya funciona, muchas gracias",
        "resuelto",
        "obrigado, resolveu",
        "it works now",
        "Thanks!",
    ],
)
def test_it_helped(text: str) -> None:
    assert (says_it_helped(text), says_it_did_not(text)) == (True, False)


@pytest.mark.parametrize(
    "text",
    ["no", "No, gracias", "no me sirve", "ya lo intenté", "não ajudou", "that didn't help", "still not working"],
)
def test_it_did_not_help(text: str) -> None:
    assert (says_it_helped(text), says_it_did_not(text)) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "¿y cómo lo hago en el teléfono?",
        "gracias, pero ahora el módem no enciende y la luz parpadea",
        "",
        "no internet",
    ],
)
def test_anything_else_is_neither(text: str) -> None:
    assert (says_it_helped(text), says_it_did_not(text)) == (False, False)


def test_greetings_and_repetitions() -> None:
    assert [says_only_hello(text) for text in ("Hola, buenos días", "olá", "hola no tengo internet", "")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert says_the_same("No hay internet en casa", "no hay INTERNET, en casa")
    assert not says_the_same("internet", "internet")
    assert not says_the_same("no hay internet", "no hay luz")


def test_hostile_text_takes_no_time() -> None:
    assert not wants_person("a " * 1_000_000)
    assert not says_it_helped("sí" * 1_000_000)
