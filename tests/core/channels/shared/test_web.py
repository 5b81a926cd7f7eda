"""Why a provider was not reached is said in plain words, and nothing counts as having left."""

from __future__ import annotations

import socket

import pytest
from django.utils.translation import override

from escalera.core.channels.shared import web
from escalera.core.channels.shared.sending import NotSent


def trouble(url: str) -> NotSent:
    with override("es"), pytest.raises(NotSent) as raised:
        web.call("GET", url)
    return raised.value


def test_where_nobody_listens_nobody_answers() -> None:
    with socket.socket() as taken:  # bound and not listening: nobody else can answer there
        taken.bind(("127.0.0.1", 0))
        error = trouble(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (str(error), error.of_channel, error.unknown) == (
        "No se llega al proveedor: nadie responde en su dirección", True, False,
    )  # fmt: skip


def test_a_name_that_no_machine_has_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_words: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)  # networks differ in what they say of such a name, and when
    error = trouble("http://nowhere.invalid/")
    assert (str(error), error.of_channel, error.unknown) == (
        "No se llega al proveedor: no existe un equipo con ese nombre", True, False,
    )  # fmt: skip


def test_an_address_that_is_none_is_the_channels_trouble() -> None:
    error = trouble("ftp://provider.example/")
    assert (error.of_channel, error.unknown) == (True, False)
