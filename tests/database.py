"""Which database the suite runs on: ESCALERA_TEST_DB=sqlite (default) or postgres; import this before Django.

The environment of the process is set here, so that settings, xdist's processes and the tests' own child processes all
see the same. On SQLite the test database is a file: threads and processes share it as they do in production."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings

from tests import emptying
from tests.postgres import NoPostgres, start_cluster
from tests.tables import empty_cluster, empty_file

SETTINGS = "escalera.config.settings"
KIND = os.environ.get("ESCALERA_TEST_DB", "sqlite")


def prepare_environment() -> None:
    """Set what Django's settings read; only the first process of a run makes the folder."""
    if settings.configured:
        raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the tests choose their settings themselves")
    if "ESCALERA_TEST_DIR" in os.environ:
        if KIND == "postgres" and os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
            # The line behind which the log is complete runs through a whole server: on a shared one, the open
            # transactions of another process's tests would hold back what this one's readers see.
            os.environ["DATABASE_URL"] = _start_database()
        return
    folder = tempfile.mkdtemp(prefix="escalera-tests-")
    atexit.register(_remove, folder, os.getpid())
    for name in [n for n in os.environ if n.startswith("ESCALERA_") and n not in _KEPT]:
        del os.environ[name]
    os.environ["ESCALERA_TEST_DIR"] = folder
    os.environ["ESCALERA_DATA_DIR"] = folder
    os.environ["ESCALERA_SECRET_KEY"] = "only-for-tests-" + "0" * 40
    os.environ["DATABASE_URL"] = _start_database()


_KEPT = {"ESCALERA_TEST_DB", "ESCALERA_DATA_SETS", "ESCALERA_LANGUAGE", "ESCALERA_TIME_ZONE", "ESCALERA_LOG_LEVEL"}


def _start_database() -> str:
    if KIND == "sqlite":
        return ""
    if KIND != "postgres":
        raise pytest.UsageError(f"ESCALERA_TEST_DB is {KIND!r}: use sqlite or postgres")
    try:
        return start_cluster(of=empty_cluster())
    except NoPostgres as problem:
        raise pytest.UsageError(str(problem)) from problem


def _remove(folder: str, starter: int) -> None:
    if os.getpid() == starter:
        shutil.rmtree(folder, ignore_errors=True)


prepare_environment()
os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
django.setup()
# pytest-django loads the settings before this file is read wherever it finds them named: not in xdist's processes.
del os.environ["DJANGO_SETTINGS_MODULE"]
# Each client of a test builds the middleware anew, and that would look at every static file each time.
settings.WHITENOISE_AUTOREFRESH = True
emptying.stand()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Begin with a copy of the empty tables; on SQLite that is a file, one for each process of xdist."""
    from django.db import connection

    test = connection.settings_dict["TEST"]
    if KIND == "sqlite":
        one = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        test["NAME"] = shutil.copy(empty_file(), Path(os.environ["ESCALERA_TEST_DIR"]) / f"test-{one}.sqlite3")
    else:
        test["TEMPLATE"] = "postgres"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What was copied is used as it is; it goes with its folder."""
    return True


@pytest.fixture
def child_environment(transactional_db: None) -> dict[str, str]:
    """The environment with which a child process works on this test's database."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + name
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": SETTINGS}


@pytest.fixture
def probe(transactional_db: None) -> Iterator[Any]:
    """A table to leave traces in: `probe.add(what, number)`, `probe.all()`."""
    from tests.base.probe import Probe

    table = Probe()
    table.create()
    yield table
    table.drop()
