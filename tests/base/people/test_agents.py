from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.people import staffing
from escalera.base.people.actions import absences, add_agent, agents, roles, segments, sign_in
from escalera.base.people.actions.agents import NotTwice, Person
from escalera.base.people.actions.checks import CannotRemove, LastKeeper
from escalera.base.people.models import Agent, Contact, OneTimeLink, Role, Segment, Skill
from escalera.base.people.models.helpers import PEOPLE, PERMISSIONS, WORK
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.tickets.actions import assign
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later, make_desk

PASSWORD = "a long enough one"


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def invite(by: Agent, **more: object) -> Agent:
    person = Person(**{"name": "Nina", "role": role("agent"), **more})  # type: ignore[arg-type]
    return agents.invite(email="nina@desk.example", person=person, by=by, at=NOON)


def test_who_may_not_manage_people_invites_nobody(desk: Desk) -> None:
    for by in (desk.amira, desk.sara):
        with pytest.raises(NotAllowed):
            invite(by)


def test_an_invited_person_comes_in_once_by_the_link_and_then_by_the_password(desk: Desk, olga: Agent) -> None:
    nina = invite(olga, teams=[desk.front], skills={"Networks": 4})
    key = agents.give_link(agent_id=nina.pk, by=olga, at=NOON)
    assert OneTimeLink.objects.get().token_hash != key
    assert agents.use_link(key=key, password=PASSWORD, name="Nina Q", at=later(5)).name == "Nina Q"
    assert sign_in(email="nina@desk.example", password=PASSWORD, ip="::1", at=later(6)) == nina
    with pytest.raises(NotAllowed):
        agents.use_link(key=key, password=PASSWORD, at=later(7))
    assert [(s.skill.name, s.grade) for s in staffing.skills_of(nina)] == [("Networks", 4)]
    facts = Event.objects.filter(name__startswith="agent.").values_list("name", "data__agent")
    assert list(facts) == [("agent.invited", "Nina"), ("agent.link_given", "Nina"), ("agent.changed", "Nina Q")]


def test_a_link_ends_with_its_time_with_a_newer_one_and_with_the_account(desk: Desk, olga: Agent) -> None:
    nina = invite(olga)
    old = agents.give_link(agent_id=nina.pk, by=olga, at=NOON)
    new = agents.give_link(agent_id=nina.pk, by=olga, at=NOON)
    late = agents.give_link(agent_id=nina.pk, by=olga, at=NOON)
    for key, at in ((old, NOON), (new, NOON), (late, NOON + timedelta(days=8)), ("made up", NOON)):
        with pytest.raises(NotAllowed):
            agents.open_link(key=key, at=at)
    agents.switch_off(agent_id=nina.pk, by=olga, at=NOON)
    with pytest.raises(NotAllowed):
        agents.open_link(key=late, at=NOON)


def test_nobody_hands_out_more_rights_than_they_have(desk: Desk, olga: Agent) -> None:
    lead = roles.add_role(name="Lead", permissions=[WORK, PEOPLE], by=olga, at=NOON)
    lena = add_agent(email="lena@desk.example", name="Lena", password=None, role=lead.code)
    with pytest.raises(NotAllowed):
        invite(lena, role=role("owner"))
    with pytest.raises(NotAllowed):
        agents.give_link(agent_id=olga.pk, by=lena, at=NOON)
    with pytest.raises(NotAllowed):
        roles.add_role(name="More", permissions=list(PERMISSIONS), by=lena, at=NOON)
    with pytest.raises(NotAllowed):
        roles.edit_role(role_id=role("supervisor").pk, name="Mine", permissions=[WORK], by=lena, at=NOON)


def test_the_last_who_manages_people_stays(desk: Desk, olga: Agent) -> None:
    with pytest.raises(NotTwice):
        agents.switch_off(agent_id=olga.pk, by=olga, at=NOON)
    with pytest.raises(LastKeeper):
        agents.edit_agent(agent_id=olga.pk, person=Person(name="Olga", role=role("agent")), by=olga, at=NOON)
    olga.refresh_from_db()
    assert olga.role.code == "owner"


def test_the_owners_role_keeps_its_rights_and_a_role_in_use_stays(desk: Desk, olga: Agent) -> None:
    with pytest.raises(CannotRemove):
        roles.edit_role(role_id=role("owner").pk, name="Owner", permissions=[WORK], by=olga, at=NOON)
    for code in ("owner", "agent"):
        with pytest.raises(CannotRemove):
            roles.remove_role(role_id=role(code).pk, by=olga, at=NOON)
    extra = roles.add_role(name="Intern", permissions=[WORK], by=olga, at=NOON)
    roles.remove_role(role_id=extra.pk, by=olga, at=NOON)
    with pytest.raises(BadInput):
        roles.add_role(name="Odd", permissions=["everything"], by=olga, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_what_somebody_held_who_left_goes_back_to_the_queue() -> None:
    desk = make_desk()
    olga = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    number = desk.open().ticket_id
    other = desk.open().ticket_id
    assign(ticket_id=number, by=desk.amira, to=desk.amira, at=NOON)
    assign(ticket_id=other, by=desk.sara, to=desk.sara, at=NOON)
    agents.switch_off(agent_id=desk.amira.pk, by=olga, at=later(1))
    read_all()
    rows = Ticket.objects.order_by("pk").values_list("assignee", "owner", "team")
    assert list(rows) == [(None, None, desk.front.pk), (desk.sara.pk, desk.sara.pk, desk.front.pk)]
    last = Event.objects.filter(ticket_id=number).order_by("-pk").first()
    assert last is not None
    assert (last.name, last.actor_name) == ("ticket.assigned", "Olga")
    agents.switch_on(agent_id=desk.amira.pk, by=olga, at=later(2))
    assert Agent.objects.get(pk=desk.amira.pk).is_active


def test_everybody_changes_themselves_and_their_password(desk: Desk) -> None:
    changed = agents.edit_oneself(
        by=desk.amira, name="Amira K", language="pt-br", time_zone="America/Lima", signature="A.", keys=False, at=NOON
    )
    assert (changed.name, changed.language, changed.keys) == ("Amira K", "pt-br", False)
    for bad in ({"language": "xx"}, {"time_zone": "Mars/Base"}, {"name": " "}):
        with pytest.raises(BadInput):
            agents.edit_oneself(**{"by": desk.amira, "at": NOON, "name": "A", **bad})  # type: ignore[arg-type]
    agents.change_password(by=desk.amira, current="", password=PASSWORD, at=NOON)
    with pytest.raises(NotAllowed):
        agents.change_password(by=desk.amira, current="wrong", password="another long one", at=NOON)
    with pytest.raises(BadInput):
        agents.change_password(by=desk.amira, current=PASSWORD, password="short", at=NOON)
    assert check_password(PASSWORD, Agent.objects.get(pk=desk.amira.pk).password)


def test_skills_have_grades_and_stay_when_nobody_has_them(desk: Desk, olga: Agent) -> None:
    nina = invite(olga, skills={"Networks": 4, "French": 2})
    for skills in ({"Networks": 5}, {}):
        person = Person(name="Nina", role=role("agent"), skills=skills)
        agents.edit_agent(agent_id=nina.pk, person=person, by=olga, at=NOON)
        assert dict(nina.skills.values_list("skill__name", "grade")) == skills
        assert list(Skill.objects.order_by("name").values_list("name", flat=True)) == ["French", "Networks"]
    with pytest.raises(BadInput):
        agents.edit_agent(
            agent_id=nina.pk, person=Person(name="Nina", role=role("agent"), skills={"X": 6}), by=olga, at=NOON
        )


def away(desk: Desk, agent: Agent, replacement: Agent | None, until: float | None = 600) -> None:
    absences.set_absence(
        agent=agent,
        since=NOON,
        until=later(until) if until else None,
        replacement=replacement,
        by=agent,
        at=NOON,
    )


def test_who_is_away_has_somebody_who_stands_in_even_when_that_one_is_away_too(desk: Desk) -> None:
    assert staffing.replacement_for(desk.amira, later(1)) is None
    away(desk, desk.amira, desk.omar)
    assert staffing.replacement_for(desk.amira, later(1)) == desk.omar
    away(desk, desk.omar, desk.sara)
    assert staffing.replacement_for(desk.amira, later(1)) == desk.sara
    assert set(staffing.absent_now(later(1))) == {desk.amira.pk, desk.omar.pk}
    assert staffing.stands_in_for(desk.sara, later(1)) == [desk.omar.pk]
    assert staffing.absent_now(later(600)) == {}


def test_two_who_stand_in_for_each_other_end_with_nobody(desk: Desk) -> None:
    away(desk, desk.amira, desk.omar)
    away(desk, desk.omar, desk.amira)
    assert staffing.replacement_for(desk.amira, later(1)) is None


def test_an_absence_is_ones_own_does_not_overlap_and_ends_when_they_are_back(desk: Desk, olga: Agent) -> None:
    with pytest.raises(NotAllowed):
        absences.set_absence(agent=desk.omar, since=NOON, until=None, by=desk.amira, at=NOON)
    away(desk, desk.amira, None, until=None)
    for since, until, replacement in (
        (later(5), None, None),
        (later(5), later(1), None),
        (later(9), None, desk.amira),
    ):
        with pytest.raises(BadInput):
            absences.set_absence(
                agent=desk.amira, since=since, until=until, replacement=replacement, by=desk.amira, at=later(5)
            )
    (absence,) = staffing.absences_of(desk.amira, later(5))
    absences.end_absence(absence_id=absence.pk, by=olga, at=later(6))
    assert staffing.absent_now(later(7)) == {}
    assert list(Event.objects.filter(name__startswith="absence.").values_list("name", flat=True)) == [
        "absence.began",
        "absence.ended",
    ]


def test_a_segment_goes_and_leaves_its_customers(desk: Desk, olga: Agent) -> None:
    gold = segments.save_segment(name="Gold", may_ask_higher=True, by=olga, at=NOON)
    Contact.objects.filter(pk=desk.farid.pk).update(segment=gold)
    assert [(s.name, s.contacts) for s in staffing.segments()] == [("Gold", 1)]  # type: ignore[attr-defined]
    segments.save_segment(name="Golden", may_ask_higher=False, segment_id=gold.pk, by=olga, at=NOON)
    with pytest.raises(NotAllowed):
        segments.remove_segment(segment_id=gold.pk, by=desk.sara, at=NOON)
    segments.remove_segment(segment_id=gold.pk, by=olga, at=NOON)
    assert (Segment.objects.count(), Contact.objects.get(pk=desk.farid.pk).segment) == (0, None)


def test_people_are_paged_by_name(desk: Desk) -> None:
    first = staffing.people_page(limit=3)
    rest = staffing.people_page(limit=3, after=first.after)
    assert [a.name for a in [*first.agents, *rest.agents]] == ["Amira", "Bruno", "Chen", "Omar", "Sara"]
    assert rest.after == ""
    assert [a.name for a in staffing.people_page(words="CHEN desk").agents] == ["Chen"]
