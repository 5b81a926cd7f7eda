"""Rows of many callers in one transaction: each gets its own, and a bad one fails alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from escalera.base.storage.gathered import Gathered


def in_threads(gathered: Gathered[int, str], numbers: Sequence[int]) -> list[str]:
    def put(number: int) -> str:
        try:
            return gathered.put(number)
        except ValueError as error:
            return f"refused {error}"

    with ThreadPoolExecutor(len(numbers)) as pool:
        return list(pool.map(put, numbers))


def test_who_comes_while_one_writes_is_written_with_the_others() -> None:
    begun, go_on, batches = threading.Event(), threading.Event(), []

    def write(given: Sequence[int]) -> list[str]:
        batches.append(sorted(given))
        if len(batches) == 1:
            begun.set()
            go_on.wait(60)
        return [f"row {one}" for one in given]

    gathered = Gathered(write)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(gathered.put, 0)
        begun.wait(60)
        others = [pool.submit(gathered.put, number) for number in (1, 2, 3)]
        while len(gathered._line) < 3:
            pass
        go_on.set()
        results = [first.result(60), *(one.result(60) for one in others)]
    assert (results, batches) == (["row 0", "row 1", "row 2", "row 3"], [[0], [1, 2, 3]])


def test_no_more_than_so_many_at_once_and_nobody_is_forgotten() -> None:
    sizes = []

    def write(given: Sequence[int]) -> list[str]:
        sizes.append(len(given))
        return [str(one) for one in given]

    numbers = list(range(60))
    assert in_threads(Gathered(write, most=7), numbers) == [str(one) for one in numbers]
    assert (max(sizes) <= 7, sum(sizes)) == (True, 60)


def test_a_bad_one_fails_for_its_own_caller() -> None:
    def write(given: Sequence[int]) -> list[str]:
        if 13 in given:
            raise ValueError(13)
        return [str(one) for one in given]

    numbers = list(range(10, 16))
    assert in_threads(Gathered(write), numbers) == ["10", "11", "12", "refused 13", "14", "15"]


@pytest.mark.django_db
def test_inside_a_transaction_it_is_written_there() -> None:
    gathered: Gathered[int, str] = Gathered(lambda given: [str(one) for one in given])
    assert gathered.put(1) == "1"
