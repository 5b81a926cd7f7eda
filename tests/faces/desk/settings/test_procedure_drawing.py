"""The drawing of the steps: nothing overlaps, arrows lead on, and what is done in it happens in the steps."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from escalera.core.procedures.actions import answer, save_draft, start_run
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import Procedure
from escalera.faces.desk.settings.procedures.arrows import arrows, places, words_of
from escalera.faces.desk.settings.procedures.changing import added, grown, led, placed
from escalera.faces.desk.settings.procedures.drawing import drawing
from escalera.faces.desk.settings.procedures.places import SLIM
from escalera.faces.desk.settings.procedures.places import places as stand
from tests.cast import NOON, Desk
from tests.core.procedures.make import LINE, end, made, step
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree

BASE = "/desk/settings/procedures/"


def data(*steps: dict[str, Any]) -> dict[str, Any]:
    return {
        "start": steps[0]["key"],
        "steps": [{**one, "ways": [{"when": None, **w} for w in one["ways"]]} for one in steps],
    }


def leads(of: dict[str, Any]) -> dict[str, list[str]]:
    return {row["key"]: [*(way["to"] for way in row["ways"]), row["next"]] for row in of["steps"]}


FORK = ("a", "choice"), ("b", "guidance"), ("c", "guidance"), ("z", "end")


def fork() -> dict[str, Any]:
    """a asks and leads to b or, else, to c; both go on to z."""
    return data(
        step("a", "choice", next="c", ways=[("yes", "Yes", "b"), ("no", "No", "")]),
        step("b", next="z"), step("c", next="z"), end("z"),
    )  # fmt: skip


def test_words_of_arrows_side_by_side_do_not_stand_upon_each_other() -> None:
    parts = [("y", "It worked", "z"), ("n", "It did not work", "w")]
    drawn = drawing(read(data(
        step("a", "choice", next="b", ways=[("q", "Not yet", "c")]), step("b", "choice", ways=parts),
        step("c", next="d"), step("d", next="z"), step("z", next="w"), end("w"),
    )))  # fmt: skip
    assert drawn
    words = [(float(one["label"][0]), float(y), said) for one in drawn["arrows"] for said, y in one["words"]]
    assert sorted(said for _x, _y, said in words) == ["It did not work", "It worked", "Not yet"]
    upon = [
        (one[2], other[2])
        for one, other in combinations(words, 2)
        if abs(one[1] - other[1]) < 12 and abs(one[0] - other[0]) < 3 * (len(one[2]) + len(other[2]))
    ]
    assert upon == []


def test_boxes_of_a_layer_keep_apart_and_arrows_lead_down() -> None:
    keys = {f"k{n}": 192.0 for n in range(40)}
    pairs = [(f"k{n}", f"k{m}") for n in range(40) for m in (2 * n + 1, 2 * n + 2, (n * 7) % 40) if m < 40 and m != n]
    found = stand(keys, list(dict.fromkeys(pairs)))
    for layer in set(found.layers.values()):
        xs = sorted(x for key, x in found.middles.items() if found.layers[key] == layer)
        assert all(other - one >= 192 for one, other in pairwise(xs))
    onwards = [pair for pair in dict.fromkeys(pairs) if pair not in found.back]
    assert all(found.layers[one] < found.layers[other] for one, other in onwards)
    assert all(len(found.routes[one, other]) == found.layers[other] - found.layers[one] + 1 for one, other in onwards)
    assert min(found.middles.values()) >= 96
    assert max(found.middles.values()) <= found.width - 96


def test_a_chain_is_a_straight_line_and_a_fork_stands_over_its_middle() -> None:
    chain = stand({"a": 192.0, "b": 192.0, "c": 192.0}, [("a", "b"), ("b", "c")])
    assert set(chain.middles.values()) == {96.0}
    found = stand(dict.fromkeys("abcz", 192.0), [("a", "b"), ("a", "c"), ("b", "z"), ("c", "z")])
    assert found.middles["a"] == found.middles["z"] == (found.middles["b"] + found.middles["c"]) / 2
    assert found.middles["b"] < found.middles["c"]


def test_an_arrow_over_a_layer_goes_around_what_stands_there_and_one_back_is_known() -> None:
    found = stand(dict.fromkeys("abc", 192.0), [("a", "b"), ("b", "c"), ("a", "c"), ("c", "a")])
    assert (found.layers, found.back) == ({"a": 0, "b": 1, "c": 2}, frozenset({("c", "a")}))
    assert abs(found.routes["a", "c"][1] - found.middles["b"]) >= 96 + SLIM / 2


def test_nobody_calls_it_without_steps_and_a_loop_is_drawn() -> None:
    assert drawing(read({})) is None
    found = drawing(read(data(step("a", "choice", ways=[("again", "Again", "a"), ("on", "On", "z")]), end("z"))))
    assert found is not None
    assert [(one["target"], one["is_back"]) for one in found["arrows"]] == [("a", True), ("z", False), ("a", False)]


def test_what_leads_to_one_step_is_one_arrow_and_open_ends_are_single() -> None:
    graph = read(data(
        step("a", "choice", ways=[("x", "X", "z"), ("y", "Y", "z"), ("v", "V", ""), ("w", "W", "")]), end("z"),
    ))  # fmt: skip
    found = arrows(graph, {})
    assert [(one.place, one.target, one.words) for one in found] == [
        ("a|x,y", "z", (("X", None), ("Y", None))), ("a|v", "", (("V", None),)), ("a|w", "", (("W", None),)),
    ]  # fmt: skip
    assert [place for place, _words in places(graph)] == ["|", "a|", "a|x", "a|y", "a|v", "a|w"]
    with override("en"):
        assert words_of("a|x,y", graph) == "Between “A” and “Z”"


def test_a_step_is_put_into_an_arrow_and_an_arrow_leads_elsewhere() -> None:
    assert leads(placed(fork(), "c", "b|")) == {"a": ["b", "", "z"], "b": ["c"], "c": ["z"], "z": [""]}
    assert leads(placed(fork(), "b", "a|no")) == {"a": ["z", "b", "c"], "b": ["c"], "c": ["z"], "z": [""]}
    assert leads(placed(fork(), "b", "a|yes")) == leads(fork())  # it is there
    assert leads(placed(fork(), "b", "b|")) == leads(fork())
    assert leads(placed(fork(), "z", "a|no", ends=True))["a"] == ["b", "z", "c"]  # an end may be led to from anywhere
    first = placed(fork(), "c", "|")
    assert (first["start"], leads(first)["c"], leads(first)["a"]) == ("c", ["a"], ["b", "", "z"])
    assert leads(led(fork(), "a|yes,", "z"))["a"] == ["z", "", "z"]
    assert leads(led(fork(), "b|", "b"))["b"] == [""]
    assert led(fork(), "|", "b")["start"] == "b"
    assert led(data(step("x", "article"), end()), "x|helped", "done")["steps"][0]["ways"] == [
        {"key": "helped", "label": "", "to": "done", "when": None}
    ]


def test_a_step_is_added_where_it_was_asked_for() -> None:
    more, key = added(fork(), "guidance", "New", "a|yes,")
    assert (key, leads(more)["a"], leads(more)["new"]) == ("new", ["new", "", "new"], ["b"])
    more, _key = added(fork(), "end", "Over", "c|", ends=True)
    assert (leads(more)["c"], leads(more)["over"]) == (["over"], [""])
    more, _key = added(fork(), "guidance", "Hello", "|")
    assert (more["start"], leads(more)["hello"]) == ("hello", ["a"])
    more, _key = added(fork(), "guidance", "Alone", "")
    assert (leads(more)["alone"], leads(more)["a"]) == ([""], ["b", "", "c"])


def test_ways_that_want_a_step_of_their_own_get_it() -> None:
    asked = data(step("a", "choice", next="+", ways=[("x", "Red", "+"), ("y", "Blue", "+")]))
    found = grown(asked, "a", "New step")
    assert leads(found) == {"a": ["red", "blue", "new-step"], "red": [""], "blue": [""], "new-step": [""]}
    assert [row["title"] for row in found["steps"]] == ["A", "Red", "Blue", "New step"]


@pytest.mark.django_db
def test_what_is_drawn_with_the_mouse_happens_in_the_steps(desk: Desk, enter: Enter) -> None:
    one = made(desk)
    browser, url = enter(desk.sara), f"{BASE}{one.pk}/"
    page = browser.get(url)
    assert [box.attributes["data-step"] for box in tree(page).css("a.step-box")] == [s["key"] for s in LINE]
    dots = {dot.attributes["data-dot"] for dot in tree(page).css("a.dot")}
    assert dots == {"light|red", "light|", "speed|", "slow|yes", "slow|", "|"}
    to = browser.post(f"{url}drawing/", {"do": "place", "step": "speed", "place": "light|", "edition": one.edition})
    assert to.headers["location"] == f"{url}?step=speed#moved-speed"
    one.refresh_from_db()
    assert one.draft is not None
    assert leads(one.draft)["light"] == ["slow", "", "speed"]
    browser.post(f"{url}drawing/", {"do": "lead", "step": "up", "place": "light|red", "edition": one.edition})
    one.refresh_from_db()
    assert leads(one.draft or {})["light"] == ["up", "", "speed"]
    stale = browser.post(f"{url}drawing/", {"do": "down", "step": "light", "edition": 0})
    assert stale.status_code == 409
    browser.post(f"{url}drawing/", {"do": "down", "step": "light", "edition": one.edition})
    one.refresh_from_db()
    assert (one.draft or {})["start"] == "speed"
    assert enter(desk.amira).post(f"{url}drawing/", {"do": "down", "step": "light"}).status_code == 403


@pytest.mark.django_db
def test_how_often_each_way_is_taken_stands_at_it(desk: Desk, enter: Enter) -> None:
    one, now = made(desk), timezone.now() - timedelta(days=1)
    for place, way in enumerate(("red", "red", "green")):
        number = desk.open(f"Line {place}").ticket_id
        run = start_run(procedure_id=one.pk, ticket_id=number, by=desk.amira, at=now)
        answer(run_id=run.pk, step="light", value={"way": way}, by=desk.amira, at=now + timedelta(minutes=2))
    page = enter(desk.sara).get(f"{BASE}{one.pk}/?step=light")
    assert [words for words in texts(page, ".drawn-steps .way") if "×" in words][:2] == [
        "Red · 2×",
        "Green · 1×",
    ]
    assert texts(page, ".step-ways .num") == ["2×", "1×"]
    assert texts(page, ".outline .way .num") == ["2×"]


@pytest.mark.django_db
def test_a_big_procedure_is_drawn_at_once(desk: Desk, enter: Enter) -> None:
    steps = [step(f"s{n}", "choice", next=f"s{n + 1}", ways=[("x", "X", f"s{min(n + 7, 198)}"), ("y", "Y", "")])
             for n in range(198)]  # fmt: skip
    one = Procedure.objects.get(pk=made(desk).pk)
    save_draft(procedure_id=one.pk, data={"steps": [*steps, end("s198")]}, by=desk.sara, at=NOON)
    assert enter(desk.sara).get(f"{BASE}{one.pk}/").status_code == 200
