"""Jobs: enqueued with the caller's transaction, run once, again after failures, and never lost."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from escalera.base.jobs.backend import keyed, own_backend
from escalera.base.jobs.models import Job
from escalera.base.jobs.running import claim, run_due
from escalera.base.jobs.tasks import sweep
from tests.base.jobs import tasks_of_tests as tasks
from tests.base.threads import start_child, together

pytestmark = pytest.mark.django_db(transaction=True)


def only_job() -> Job:
    return Job.objects.get()


def test_a_job_runs_once_and_keeps_its_result(probe: Any) -> None:
    result = tasks.note.enqueue("hello", number=3)
    assert run_due() == 1
    assert run_due() == 0

    result.refresh()
    assert probe.all() == [("hello", 3)]
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, "HELLO")


def test_a_job_lives_and_dies_with_the_transaction_that_enqueued_it(probe: Any) -> None:
    with transaction.atomic():
        tasks.note.enqueue("undone")
        transaction.set_rollback(True)
    run_due()
    assert (probe.all(), Job.objects.count()) == ([], 0)


def test_a_failing_job_leaves_no_effect_but_its_error_and_comes_back_later(probe: Any) -> None:
    result = tasks.fail.enqueue("half done")
    before = timezone.now()
    run_due()
    job = only_job()
    pause_s = (job.due_at - before).total_seconds()

    assert probe.all() == []
    assert (job.state, job.attempts, job.error_class) == (Job.State.WAITING, 1, "builtins.RuntimeError")
    assert 3.7 < pause_s < 7  # 5 s, scattered by a quarter
    assert run_due() == 0
    result.refresh()
    assert result.errors[0].exception_class is RuntimeError


def test_pauses_double_up_to_an_hour_and_the_tenth_failure_is_the_last(probe: Any) -> None:
    tasks.fail.enqueue("x")
    pauses, now = [], timezone.now()
    while (job := only_job()).state != Job.State.DEAD:
        now = max(now, job.due_at)
        before = timezone.now()
        run_due(now=now)
        pauses.append((only_job().due_at - before).total_seconds())

    assert (job.attempts, job.error.splitlines()[-1]) == (10, "RuntimeError: no")
    assert all(0.74 < got / want < 1.3 for got, want in zip(pauses, [5 * 2**n for n in range(9)], strict=False))
    assert run_due(now=now + timedelta(days=2)) == 0


def test_a_task_may_have_fewer_attempts(probe: Any) -> None:
    tasks.fail_twice.enqueue()
    run_due()
    run_due(now=timezone.now() + timedelta(minutes=1))
    assert (only_job().state, only_job().attempts) == (Job.State.DEAD, 2)


def test_a_task_for_the_network_runs_outside_a_transaction_and_keeps_its_effects(probe: Any) -> None:
    result = tasks.in_transaction.enqueue()
    tasks.fail_outside.enqueue("stays")
    run_due()
    result.refresh()
    assert (result.return_value, probe.all()) == (False, [("stays", 0)])


def test_a_task_knows_its_attempt(probe: Any) -> None:
    tasks.attempt.enqueue()
    run_due()
    assert probe.all() == [("attempt", 1)]


def test_the_higher_priority_goes_first_then_the_longest_due(probe: Any) -> None:
    for what, priority in (("a", 0), ("b", 5), ("c", 5), ("d", -5)):
        tasks.note.using(priority=priority).enqueue(what)
    run_due()
    assert [what for what, _ in probe.all()] == ["b", "c", "a", "d"]


def test_a_job_for_later_waits_for_its_time(probe: Any) -> None:
    later = timezone.now() + timedelta(hours=1)
    tasks.note.using(run_after=later).enqueue("later")
    assert (run_due(), run_due(now=later)) == (0, 1)


def test_a_worker_may_serve_some_queues_only(probe: Any) -> None:
    tasks.note.using(queue_name="mail").enqueue("mail")
    tasks.note.using(queue_name="slow").enqueue("slow")
    assert run_due(queues=["mail"]) == 1
    assert probe.all() == [("mail", 0)]


def test_a_fresh_job_is_not_doubled_under_its_key_and_the_earlier_time_wins(probe: Any) -> None:
    later = timezone.now() + timedelta(hours=1)
    first = keyed(tasks.note, key="one").using(run_after=later).enqueue("first")
    second = keyed(tasks.note, key="one").enqueue("second")
    other = keyed(tasks.note, key="two").enqueue("other")

    assert (first.id, second.id != other.id) == (second.id, True)
    run_due()
    assert probe.all() == [("other", 0), ("first", 0)] or probe.all() == [("first", 0), ("other", 0)]


def test_a_key_is_free_again_once_the_job_has_begun(probe: Any) -> None:
    keyed(tasks.note, key="one").enqueue("first")
    claim(limit=1, queues=None, now=timezone.now())
    keyed(tasks.note, key="one").enqueue("second")
    run_due()
    assert probe.all() == [("second", 0)]


def test_eight_callers_at_once_leave_one_job_under_a_key(probe: Any) -> None:
    assert together(*[lambda: keyed(tasks.note, key="one").enqueue("x")] * 8) == []
    assert Job.objects.count() == 1


def test_jobs_of_one_lane_run_one_at_a_time_in_their_order(probe: Any) -> None:
    for what in ("a", "b", "c"):
        keyed(tasks.slow, lane="ticket:1").enqueue(what, 0.05)
    keyed(tasks.slow, lane="ticket:2").enqueue("d", 0.05)

    def work() -> None:
        for _ in range(30):
            run_due(limit=2)

    assert together(*[work] * 3) == []
    steps = [what for what, _ in probe.all() if not what.startswith("d")]
    assert steps == [f"{what} {part}" for what in "abc" for part in ("begins", "ends")]
    assert len(probe.all()) == 8


def test_four_workers_at_once_run_each_job_once(probe: Any) -> None:
    with transaction.atomic():
        for number in range(100):
            tasks.note.enqueue("x", number)

    def work() -> None:
        while run_due():
            pass

    assert together(*[work] * 4) == []
    assert sorted(number for _, number in probe.all()) == list(range(100))


def test_a_job_of_a_killed_process_is_run_again_when_its_lease_ends(
    probe: Any, child_environment: dict[str, str]
) -> None:
    tasks.note_then_die.enqueue("done")
    tasks.note.enqueue("behind it")
    child = start_child("tests.base.jobs.dying_worker", environment={**child_environment, "TEST_DIE": "yes"})
    assert child.wait(60) == -signal.SIGKILL

    assert (probe.all(), run_due()) == ([], 0)  # its effects are gone with it, its lease is not
    assert run_due(now=timezone.now() + timedelta(seconds=61)) == 2
    assert sorted(probe.all()) == [("behind it", 0), ("done", 0)]


def test_a_job_that_kills_its_process_each_time_is_dead_in_the_end(probe: Any) -> None:
    tasks.fail_twice.enqueue()
    now = timezone.now()
    for _ in range(2):  # claimed, and never heard of again
        assert len(claim(limit=1, queues=None, now=now)) == 1
        now += timedelta(seconds=61)
    assert claim(limit=1, queues=None, now=now) == []
    job = only_job()
    assert (job.state, job.error_class) == (Job.State.DEAD, "escalera.base.jobs.running.WorkerDied")


def test_a_lease_is_renewed_while_the_job_runs(probe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_backend(), "lease_s", 0.6)
    tasks.slow.enqueue("long", 1.5)

    def second_worker() -> None:
        probe.wait_for(1)
        while len(probe.all()) < 2:
            assert run_due() == 0

    assert together(run_due, second_worker) == []
    assert probe.all() == [("long begins", 0), ("long ends", 0)]
    assert only_job().attempts == 1


def test_done_jobs_are_kept_a_day_and_dead_ones_for_good(probe: Any) -> None:
    for what in ("old", "new"):
        tasks.note.enqueue(what)
    tasks.fail_twice.enqueue()
    run_due()
    run_due(now=timezone.now() + timedelta(minutes=1))
    day = timedelta(days=1, seconds=1)
    Job.objects.filter(args=["old"]).update(finished_at=timezone.now() - day)
    Job.objects.filter(state=Job.State.DEAD).update(finished_at=timezone.now() - 9 * day)

    assert sweep.call() == 1
    assert sorted(Job.objects.values_list("state", flat=True)) == [Job.State.DEAD, Job.State.DONE]


def test_a_job_whose_task_is_gone_is_kept_with_the_reason(probe: Any) -> None:
    tasks.note.enqueue("x")
    Job.objects.update(task="tests.base.jobs.tasks_of_tests.removed")
    run_due()
    assert (only_job().state, only_job().error_class) == (Job.State.WAITING, "builtins.ImportError")


def test_an_unknown_result_is_said_to_be_unknown() -> None:
    with pytest.raises(TaskResultDoesNotExist):
        own_backend().get_result("no number")
