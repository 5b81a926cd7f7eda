"""Personal data covered for good: in long texts, in HTML, in what links say."""

from __future__ import annotations

import pytest

from escalera.base.text.html import clean_html
from escalera.base.text.masking import cover, cover_page, covered
from escalera.base.text.masking.masked import LONGEST

CARD = "4111 1111 1111 1111"


def page(html: str) -> str:
    return cover_page(clean_html(html, cid_url=lambda cid: f"cid:{cid}").html).text


def test_nothing_of_a_long_text_is_lost_or_left_open() -> None:
    words = "una palabra tras otra y la luz sigue roja. "
    text = (words * 1450)[:-40] + CARD + ". " + words * 1500 + f"tarjeta {CARD}"
    assert len(text) > 2 * LONGEST
    shown = covered(text)
    assert (shown.text, shown.kinds) == (text.replace(CARD, "•••• 1111"), {"card": 2})


def test_a_wall_without_blanks_is_looked_through_too() -> None:
    wall = "x" * LONGEST + f" {CARD} " + "y" * LONGEST
    assert cover(wall) == wall.replace(CARD, "•••• 1111")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (f"<p>Mi tarjeta es {CARD}, gracias</p>", "<p>Mi tarjeta es •••• 1111, gracias</p>"),
        ("<p><b>4111</b> 1111 <i>1111</i> 1111</p>", "<p><b>•••• 1111</b><i></i></p>"),
        ("<p>&#52;111&nbsp;1111 1111 1111 &amp; más</p>", "<p>•••• 1111 &amp; más</p>"),
        ("<table><tr><td>DNI</td><td>12345678Z</td></tr></table>",
         "<table><tbody><tr><td>DNI</td><td>•••8Z</td></tr></tbody></table>"),
        ('<img src="cid:image001.png@01D9" alt="4111111111111111">', '<img src="cid:image001.png@01D9" alt="•••• 1111">'),
        ("<p>1 &lt; 2</p>", "<p>1 &lt; 2</p>"),
    ],
)  # fmt: skip
def test_a_page_is_covered_where_people_read_it(html: str, shown: str) -> None:
    assert page(html) == shown


def test_a_link_to_personal_data_leads_nowhere() -> None:
    html = '<a href="tel:+34612345678">llámeme</a> <a href="https://x.example/o/612345678?c=4111111111111111">ver</a>'
    shown = page(html)
    assert "href" not in shown
    assert page('<a href="https://x.example/o/612345678">ver</a>').count("612345678") == 1


def test_a_page_of_many_numbers_costs_no_more_than_its_length() -> None:
    html = clean_html(f"<p>{CARD}</p>" * 3000, cid_url=lambda _cid: None).html
    assert cover_page(html).kinds == {"card": 3000}
