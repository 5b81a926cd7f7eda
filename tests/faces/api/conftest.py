"""A desk for each test of the API, with its people."""

import pytest

from tests.cast import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()
