"""The screens on which a company says how its ladder works."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from escalera.base.people.actions import add_agent
from escalera.base.people.models import Level
from escalera.base.people.queries import robot
from escalera.core.ladder.actions import save_vendor
from escalera.core.ladder.models import HandoverTemplate, LevelMove, Vendor
from escalera.core.tickets.actions.keeping_classes import save_category
from escalera.core.tickets.classes import category_tree, matrix, reasons
from escalera.core.tickets.models import Category, WaitReason
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

pytestmark = pytest.mark.django_db
SCREENS = ("categories", "priorities", "handovers", "handovers/new", "waits", "vendors")


@pytest.fixture
def owner(desk: Desk, enter: Enter) -> Client:
    return enter(add_agent(email="olga@desk.example", name="Olga", password=None, role="owner"))


def refused(answer: Any) -> list[str]:
    return texts(answer, "main [role=alert]")


def rows(answer: Any) -> list[str]:
    return texts(answer, "main .lines li")


def test_only_who_may_change_the_company_comes_in(desk: Desk, enter: Enter, owner: Client) -> None:
    amira = enter(desk.amira)
    for path in SCREENS:
        url = f"/desk/settings/{path}/"
        assert (amira.get(url).status_code, owner.get(url).status_code) == (403, 200), path
        if path != "handovers":
            assert amira.post(url, {"name": "x", "status": "waiting_vendor"}).status_code == 403, path


def test_categories_make_a_tree_in_their_own_order(desk: Desk, owner: Client) -> None:
    url = "/desk/settings/categories/"
    assert rows(owner.get(url)) == ["There are no categories yet. Begin with five: more is seldom chosen well."]
    owner.post(url, {"name": "Network", "team": desk.networks.pk, "kind": "incident"})
    network = Category.objects.get()
    for name in ("Wi-Fi", "Fibre"):
        owner.post(url, {"name": name, "parent": network.pk})
    assert refused(owner.post(url, {"name": "Fibre", "parent": network.pk})) == [
        "There is a category “Fibre” here already."
    ]
    fibre = Category.objects.get(name="Fibre")
    owner.post(f"{url}{fibre.pk}/move/", {"up": "1"})
    assert rows(owner.get(url)) == [f"Network Incident → {desk.networks.name}", "Fibre", "Wi-Fi"]
    assert [one.attributes["data-deep"] for one in tree(owner.get(url)).css(".tree li")] == ["0", "1", "1"]


def test_a_category_is_changed_archived_and_brought_back(desk: Desk, owner: Client) -> None:
    one = save_category(name="Network", by=robot(), at=NOON)
    url = f"/desk/settings/categories/{one.pk}/"
    assert refused(owner.post(url, {"name": " "})) == ["Give the category a name."]
    owner.post(url, {"name": "Networks", "kind": "request"})
    owner.post(url + "archive/")
    assert category_tree() == []
    owner.post(url + "archive/", {"back": "1"})
    assert [(twig.path, twig.category.kind, twig.category.key) for twig in category_tree()] == [
        ("Networks", "request", "network")
    ]


def test_the_matrix_is_nine_choices(desk: Desk, owner: Client) -> None:
    url = "/desk/settings/priorities/"
    page = owner.get(url)
    shown = {one.attributes["name"] or "": one.attributes["data-value"] for one in tree(page).css("main select")}
    assert (len(shown), shown["cell-1-1"], shown["cell-3-3"]) == (9, "4", "1")
    assert refused(owner.post(url, {**shown, "cell-1-1": "9"})) == ["Choose a priority for each impact and urgency."]
    owner.post(url, {**shown, "cell-3-3": "2"})
    assert matrix()[3, 3] == 2


def test_a_hand_over_says_what_it_needs(desk: Desk, owner: Client) -> None:
    url = "/desk/settings/handovers/"
    values = {
        "from": desk.front.level_id, "to": desk.networks.level_id, "needed": ["service", "own-0"],
        "own": ["Serial number", ""], "own-key": ["", ""],
    }  # fmt: skip
    owner.post(url + "new/", values)
    made = HandoverTemplate.objects.get()
    assert rows(owner.get(url)) == [
        f"{desk.front.level} → {desk.networks.level} needs: Affected service or device, Serial number"
    ]
    again = owner.post(url + "new/", values)
    assert refused(again) == ["There is a hand-over for these already: change that one."]
    assert node(again, "[name=own]").attributes["value"] == "Serial number"
    form = owner.get(f"{url}{made.pk}/")
    assert node(form, "[name=own-key]").attributes["value"] == "serial-number"
    owner.post(f"{url}{made.pk}/", {**values, "own": ["Serial no."], "own-key": ["serial-number"], "needed": []})
    made.refresh_from_db()
    assert made.fields == [{"key": "serial-number", "required": False, "label": "Serial no."}]
    owner.post(f"{url}{made.pk}/remove/")
    assert HandoverTemplate.objects.count() == 0


def test_a_reason_to_wait_says_which_clocks_stand_still(desk: Desk, owner: Client) -> None:
    url = "/desk/settings/waits/"
    assert "Parts are on their way stands still: Time with a team" in rows(owner.get(url))
    owner.post(url, {"name": "Budget", "status": "waiting_customer", "pauses": ["resolution", "nonsense"]})
    made = WaitReason.objects.get(code="budget")
    assert (made.pauses, made.status) == (["resolution"], "waiting_customer")
    for _n in range(2):
        owner.post(f"{url}budget/move/", {"up": "1"})
    assert next(one.code for one in reasons() if one.status == "waiting_customer") == "budget"
    owner.post(f"{url}parts/", {"name": "Spare parts", "pauses": []})
    assert (WaitReason.objects.get(code="parts").name, WaitReason.objects.get(code="parts").pauses) == (
        "Spare parts",
        [],
    )
    owner.post(f"{url}parts/archive/")
    last = owner.post(f"{url}vendor/archive/")
    assert refused(last) == ["This is the only reason for such a wait. Make another one first."]


def test_a_vendor_is_kept_with_its_hours(desk: Desk, owner: Client) -> None:
    url = "/desk/settings/vendors/"
    values = {"name": "Telco", "email": "noc@telco.example", "within": "4", "unit": "h"}
    assert refused(owner.post(url, {**values, "email": "x"}))[0].startswith("“x” is no mail")
    owner.post(url, values)
    one = Vendor.objects.get()
    assert (one.answers_within_min, rows(owner.get(url))) == (240, ["Telco noc@telco.example"])
    owner.post(f"{url}{one.pk}/", {**values, "within": "", "contact": "Ana"})
    owner.post(f"{url}{one.pk}/archive/")
    one.refresh_from_db()
    assert (one.answers_within_min, one.contact, one.archived_at is None) == (None, "Ana", False)
    save_vendor(name="Other", by=robot(), at=NOON)
    assert len(rows(owner.get(url))) == 2


def test_a_level_has_targets_and_allowed_steps(desk: Desk, owner: Client) -> None:
    level = desk.front.level
    url = f"/desk/settings/levels/{level.pk}/"
    values = {
        "name": level.name,
        "wait": "4",
        "unit": "h",
        "own": "30",
        "own-unit": "min",
        "stay": "16",
        "stay-unit": "h",
    }
    owner.post(url, values)
    level.refresh_from_db()
    assert (level.accept_within_min, level.own_within_min, level.stay_within_min) == (240, 30, 960)
    assert refused(owner.post(url, {**values, "own": "x"})) == ["Target: type a whole number."]
    owner.post(url + "steps/", {"to": [desk.networks.level_id]})
    assert list(LevelMove.objects.values_list("from_level", "to_level")) == [(level.pk, desk.networks.level_id)]
    chosen = tree(owner.get(url)).css("[name=to][checked]")
    assert [one.attributes["value"] for one in chosen] == [str(desk.networks.level_id)]
    assert Level.objects.get(pk=level.pk).moves.count() == 1
