"""One sample company for all journeys in this folder: it is furnished once, and each journey brings its own tickets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.product import Product
from tests.peers.smtp_sink import SmtpSink


@pytest.fixture(scope="session")
def sink() -> Iterator[SmtpSink]:
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def product(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(Path(tmp_path_factory.mktemp("company")), sink.url)
    product.furnish()
    product.start()
    yield product
    product.stop()
