"""What an outside company does for a ticket: asked, told more, answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.together import together
from escalera.core.ladder import policies
from escalera.core.ladder.actions.steps import current_stay, locked
from escalera.core.ladder.facts import VendorAnswered, VendorAsked, VendorCaseChanged
from escalera.core.ladder.models import Escalation, EscalationKind, EscalationState, Vendor
from escalera.core.ladder.packets import LONGEST_FIELD, Handover, check
from escalera.core.tickets.actions import data_without_personal_data, wait_for
from escalera.core.tickets.models import Status, Ticket

FURTHEST = timedelta(days=3 * 366)


class CannotAskVendor(Refusal):
    """A vendor has the ticket already, or it has ended."""


@together()
def ask_vendor(
    *,
    ticket_id: int,
    vendor: Vendor,
    handover: Handover,
    by: Agent,
    at: datetime,
    contact: str = "",
    reference: str = "",
    expected_at: datetime | None = None,
    reason: str = "",
) -> Escalation:
    """Note that a vendor works on it: the ticket waits for them, its team and people stay. `reference`: their number;
    `contact`: whom there; `expected_at`: when they mean to be done; `reason`: code of a reason to wait for a vendor.

    Raises: NotAllowed, CannotAskVendor, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if refusal := _why_not(ticket, vendor):
        raise CannotAskVendor(refusal)
    if not by.is_robot:
        check(handover, [])
    _check_moment(expected_at, at)
    stay = current_stay(ticket)
    case = Escalation.objects.create(
        ticket=ticket, kind=EscalationKind.VENDOR, from_stay=stay, from_team=stay.team, state=EscalationState.OPEN,
        vendor=vendor, contact=_line(contact, 120) or vendor.contact, reference=_line(reference, 80),
        expected_at=expected_at, handover=data_without_personal_data(handover.stored(), ticket.segment_id),
        offered_by=by, offered_at=at,
    )  # fmt: skip
    record(VendorAsked(**_words(case)), actor=by.actor, at=at)  # type: ignore[arg-type]
    wait_for(ticket_id=ticket.pk, status=Status.WAITING_VENDOR, reason=reason, by=by, at=at)
    return case


@together()
def change_vendor_case(
    *, escalation_id: int, by: Agent, at: datetime, contact: str, reference: str, expected_at: datetime | None
) -> Escalation:
    """Note what the vendor says of it meanwhile. Raises: NotAllowed, CannotAskVendor, BadInput, DoesNotExist."""
    case = _open_case(escalation_id, by)
    _check_moment(expected_at, at)
    before = (case.contact, case.reference, case.expected_at)
    case.contact, case.reference, case.expected_at = _line(contact, 120), _line(reference, 80), expected_at
    if before == (case.contact, case.reference, case.expected_at):
        return case
    case.save(update_fields=["contact", "reference", "expected_at"])
    record(VendorCaseChanged(**_words(case)), actor=by.actor, at=at)  # type: ignore[arg-type]
    return case


@together()
def vendor_answered(
    *, escalation_id: int, outcome: str, by: Agent, at: datetime, by_mail: bool = False
) -> Escalation:
    """End the vendor's part, with what they did or said; the ticket waits no more for them.

    Raises: NotAllowed, CannotAskVendor, BadInput, Escalation.DoesNotExist."""
    case = _open_case(escalation_id, by)
    outcome = outcome.replace("\x00", "").strip()[:LONGEST_FIELD]
    if not outcome and not by_mail:
        raise BadInput(_("Say what the vendor did or said."))
    case.state, case.answered_at, case.answer_reason = EscalationState.ENDED, at, outcome
    case.answered_by = None if by.is_robot else by
    case.save(update_fields=["state", "answered_by", "answered_at", "answer_reason"])
    assert case.vendor is not None
    fact = VendorAnswered(
        ticket_id=case.ticket_id, escalation_id=case.pk, vendor_id=case.vendor.pk, vendor=case.vendor.name,
        outcome=outcome, by_mail=by_mail,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    if Ticket.objects.filter(pk=case.ticket_id, status=Status.WAITING_VENDOR).exists():
        wait_for(ticket_id=case.ticket_id, status=Status.OPEN, by=by, at=at)
    return case


def _why_not(ticket: Ticket, vendor: Vendor) -> str:
    if vendor.archived_at is not None:
        return _("%(vendor)s is archived: nothing new goes there.") % {"vendor": vendor.name}
    open_ = Escalation.objects.filter(ticket=ticket, kind=EscalationKind.VENDOR, state=EscalationState.OPEN)
    if (other := open_.select_related("vendor").first()) is not None and other.vendor is not None:
        return _("%(vendor)s has it already. Note their answer first.") % {"vendor": other.vendor.name}
    return policies.why_not_help(ticket)


def _open_case(escalation_id: int, by: Agent) -> Escalation:
    found = Escalation.objects.select_related("vendor").filter(kind=EscalationKind.VENDOR)
    locked(found.get(pk=escalation_id).ticket_id, by)
    case = found.get(pk=escalation_id)
    if case.state != EscalationState.OPEN:
        raise CannotAskVendor(_("The vendor has no part in this ticket any more."))
    return case


def _words(case: Escalation) -> dict[str, object]:
    assert case.vendor is not None
    return {
        "ticket_id": case.ticket_id,
        "escalation_id": case.pk,
        "vendor_id": case.vendor.pk,
        "vendor": case.vendor.name,
        "reference": case.reference,
        "expected": case.expected_at.isoformat() if case.expected_at else "",
    }


def _check_moment(expected_at: datetime | None, at: datetime) -> None:
    if expected_at is not None and not at - FURTHEST < expected_at < at + FURTHEST:
        raise BadInput(_("This date is too far away."))


def _line(text: str, longest: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:longest]
