from __future__ import annotations

from escalera.core.tickets.actions import Content, NewFile
from escalera.core.tickets.models import Attachment, Message
from tests.cast import Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = '<p>Hi <img src="cid:logo@x"><img data-src="https://t.example/p.gif" alt=""></p>'


def with_files(desk: Desk) -> tuple[int, dict[str, Attachment]]:
    files = [
        NewFile("logo.png", "image/png", b"png", "logo@x", True),
        NewFile("../é\r\n.svg", "image/svg+xml", SVG),
        NewFile("page.html", "text/html", b"<script>1</script>"),
    ]
    content = Content("Hi", html=HTML, files=files, extra={"rule": "new", "rich": True, "remote_images": 1})
    message = desk.open(content=content)
    return message.ticket_id, {one.name: one for one in Attachment.objects.all()}


def test_only_plain_pictures_are_shown_everything_else_is_fetched(desk: Desk, enter: Enter) -> None:
    _number, files = with_files(desk)
    browser = enter(desk.amira)
    kinds = {}
    for one in files.values():
        answer = browser.get(f"/desk/files/{one.pk}/x")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        kinds[one.name.rpartition(".")[2]] = (answer["Content-Type"], answer["Content-Disposition"].split(";")[0])
    assert kinds == {
        "png": ("image/png", "inline"),
        "svg": ("application/octet-stream", "attachment"),
        "html": ("application/octet-stream", "attachment"),
    }


def test_a_name_with_line_ends_makes_no_header(desk: Desk, enter: Enter) -> None:
    _number, files = with_files(desk)
    svg = next(one for name, one in files.items() if name.endswith("svg"))
    answer = enter(desk.amira).get(f"/desk/files/{svg.pk}/x")
    assert (
        answer["Content-Disposition"] == "attachment; filename=\"..____.svg\"; filename*=UTF-8''..%2F%C3%A9%0D%0A.svg"
    )
    assert answer.getvalue() == SVG


def test_files_and_forms_of_others_are_not_found(desk: Desk, enter: Enter) -> None:
    _number, files = with_files(desk)
    browser = enter(desk.omar)
    message = Message.objects.get()
    assert [browser.get(f"/desk/files/{one.pk}/x").status_code for one in files.values()] == [404] * 3
    assert browser.get(f"/desk/messages/{message.pk}/html/").status_code == 404


def test_the_original_form_runs_nothing_and_loads_nothing_unasked(desk: Desk, enter: Enter) -> None:
    _number, files = with_files(desk)
    browser, url = enter(desk.amira), f"/desk/messages/{Message.objects.get().pk}/html/"
    quiet, asked = browser.get(url), browser.get(f"{url}?images=1")
    logo = f"/desk/files/{files['logo.png'].pk}/logo.png"
    assert [i.attributes.get("src") for i in tree(quiet).css("img")] == [logo, None]
    assert [i.attributes.get("src") for i in tree(asked).css("img")] == [logo, "https://t.example/p.gif"]
    policy = "default-src 'none'; img-src 'self' data:{}; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
    assert quiet["Content-Security-Policy"] == policy.format("")
    assert asked["Content-Security-Policy"] == policy.format(" https:")
    assert quiet["X-Frame-Options"] == "SAMEORIGIN"


def test_the_ticket_frames_the_form_and_says_what_was_not_loaded(desk: Desk, enter: Enter) -> None:
    number, _files = with_files(desk)
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    frame = node(page, "iframe")
    assert frame.attributes["sandbox"] == "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    assert "1 remote image was not loaded · Show them" in texts(page, ".foot span")
    assert len(tree(page).css(".attachment")) == 2  # the picture stands in the form already
    assert page["X-Frame-Options"] == "DENY"
