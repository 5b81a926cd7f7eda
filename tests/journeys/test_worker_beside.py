"""The pages' process and the worker's beside it: each other's life and death, and what the one whispers to the other."""

from __future__ import annotations

import os
import signal
import smtplib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.journeys.product import Product, until
from tests.peers.smtp_sink import SmtpSink


@pytest.fixture
def own(sink: SmtpSink, tmp_path: Path) -> Iterator[Product]:
    product = Product(tmp_path / "product", sink.url)
    product.start()
    yield product
    product.stop()


def workers(product: Product) -> list[psutil.Process]:
    assert product.process is not None
    return [one for one in psutil.Process(product.process.pid).children() if one.status() != psutil.STATUS_ZOMBIE]


def takes_mail(product: Product) -> bool:
    """Say whether the mail gate, which is the worker's, answers."""
    try:
        with smtplib.SMTP("127.0.0.1", product.gate_port, timeout=30) as gate:
            return gate.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def test_a_worker_that_dies_is_started_again_and_takes_mail(own: Product) -> None:
    (first,) = workers(own)
    first.kill()
    first.wait(60)
    until(lambda: takes_mail(own), "the gate after the worker's death", 30)
    assert first.pid not in {one.pid for one in workers(own)}
    assert own.process is not None
    assert own.process.poll() is None


def test_the_worker_goes_with_pages_that_are_killed(own: Product) -> None:
    (worker,) = workers(own)
    assert own.process is not None
    own.process.send_signal(signal.SIGKILL)
    own.process.wait(60)
    psutil.wait_procs([worker], 10)
    assert not worker.is_running()
    own.start()
    assert len(workers(own)) == 1
    assert takes_mail(own)


def test_both_end_when_they_are_told(own: Product) -> None:
    (worker,) = workers(own)
    assert own.process is not None
    os.kill(worker.pid, signal.SIGTERM)  # as where all of a group are told at once
    own.process.terminate()
    assert own.process.wait(30) == 0
    assert not worker.is_running()


def test_what_prevents_the_worker_ends_the_start_in_plain_words(own: Product, sink: SmtpSink, tmp_path: Path) -> None:
    other = Product(tmp_path / "other", sink.url)
    done = other.command(
        "start", "--port", str(other.port), more={"ESCALERA_GATE_SMTP": f"127.0.0.1:{own.gate_port}"}
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("ESCALERA_GATE_SMTP, ESCALERA_GATE_LMTP: ")


@pytest.mark.sqlite  # any number runs beside one PostgreSQL
def test_one_data_folder_has_one_product(own: Product) -> None:
    for verb in (["start", "--port", "0"], ["work"]):
        done = own.command(*verb)
        assert (done.returncode, done.stderr.splitlines()[-1]) == (
            2, f"Ya hay otra Escalera en marcha sobre {own.folder}.",
        )  # fmt: skip
