"""The verbs of workflows: draft, publish, bring back, switch off."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Segment
from escalera.base.refusals import NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.workflows.checking import checked
from escalera.core.workflows.facts import WorkflowDrafted, WorkflowPublished
from escalera.core.workflows.models import Stamp, Workflow, WorkflowVersion
from escalera.core.workflows.policies import why_not_change
from escalera.core.workflows.queries import published_of


class NothingToPublish(Refusal):
    """There is no draft, or it says what is published already."""


@together()
def save_draft(*, segment_id: int | None, data: Mapping[str, Any], by: Agent, at: datetime) -> Workflow:
    """Keep what somebody writes for a segment (None: the default one); nothing is obeyed before it is published.

    Raises: NotAllowed, BadInput, Segment.DoesNotExist."""
    _check(by)
    workflow = _locked(segment_id)
    data = checked(data)
    if workflow.draft != data:
        workflow.draft = data
        workflow.save(update_fields=["draft"])
        record(WorkflowDrafted(**_of(workflow)), actor=by.actor, at=at)
    return workflow


@together()
def drop_draft(*, segment_id: int | None, by: Agent, at: datetime) -> Workflow:
    """Throw away what was written and not published. Raises: NotAllowed, Segment.DoesNotExist."""
    _check(by)
    workflow = _locked(segment_id)
    if workflow.draft is not None:
        workflow.draft = None
        workflow.save(update_fields=["draft"])
        record(WorkflowDrafted(**_of(workflow), dropped=True), actor=by.actor, at=at)
    return workflow


@together()
def publish(*, segment_id: int | None, by: Agent, at: datetime) -> WorkflowVersion:
    """Let the draft count from now on. Raises: NotAllowed, NothingToPublish, BadInput, Segment.DoesNotExist."""
    _check(by)
    workflow = _locked(segment_id)
    if workflow.draft is None:
        raise NothingToPublish(_("There is nothing new to publish."))
    data = checked(workflow.draft)  # what it names may have gone since
    if published_of(workflow) == data:
        raise NothingToPublish(_("The draft says what is published already."))
    return _publish(workflow, data, None, by, at)


@together()
def restore(*, segment_id: int | None, number: int, by: Agent, at: datetime) -> WorkflowVersion:
    """Publish what an older version said once more, as a new version.

    Raises: NotAllowed, NothingToPublish, BadInput (what it names is gone), DoesNotExist."""
    _check(by)
    workflow = _locked(segment_id)
    old = WorkflowVersion.objects.get(workflow=workflow, number=number)
    data = checked(old.data)
    if published_of(workflow) == data:
        raise NothingToPublish(_("This version says what is published already."))
    return _publish(workflow, data, number, by, at)


@together()
def switch_off(*, segment_id: int | None, by: Agent, at: datetime) -> Workflow:
    """Let no version count: a segment is served by the default one, everybody else without limits. Versions stay.

    Raises: NotAllowed, Segment.DoesNotExist."""
    _check(by)
    workflow = _locked(segment_id)
    if workflow.version:
        workflow.draft = published_of(workflow) if workflow.draft is None else workflow.draft
        workflow.version = 0
        workflow.save(update_fields=["version", "draft"])
        _stamp()
        record(WorkflowPublished(**_of(workflow), version=0), actor=by.actor, at=at)
    return workflow


def _publish(
    workflow: Workflow, data: dict[str, Any], restored: int | None, by: Agent, at: datetime
) -> WorkflowVersion:
    last = WorkflowVersion.objects.filter(workflow=workflow).order_by("-number").values_list("number", flat=True)
    version = WorkflowVersion.objects.create(
        workflow=workflow, number=(last.first() or 0) + 1, data=data, at=at, by=None if by.is_robot else by,
        restored=restored,
    )  # fmt: skip
    workflow.version = version.number
    if restored is None:
        workflow.draft = None
    workflow.save(update_fields=["version", "draft"])
    _stamp()
    record(WorkflowPublished(**_of(workflow), version=version.number, restored=restored), actor=by.actor, at=at)
    return version


def _locked(segment_id: int | None) -> Workflow:
    """Return the workflow of a segment, locked; made if there was none. Raises: Segment.DoesNotExist."""
    if segment_id is not None:
        Segment.objects.get(pk=segment_id)
    given: dict[str, Any] = {"segment_id": segment_id, "is_default": segment_id is None}
    Workflow.objects.get_or_create(**given)
    found = Workflow.objects.select_for_update(of=("self",)).select_related("segment")
    return found.get(**given)


def _of(workflow: Workflow) -> dict[str, Any]:
    name = workflow.segment.name if workflow.segment else ""
    return {"workflow_id": workflow.pk, "segment_id": workflow.segment_id, "segment": name}


def _stamp() -> None:
    token = secrets.token_hex(16)
    if not Stamp.objects.update(token=token):
        Stamp.objects.create(token=token)


def _check(by: Agent) -> None:
    if refusal := why_not_change(by):
        raise NotAllowed(refusal)
