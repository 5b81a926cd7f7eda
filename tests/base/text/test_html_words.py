"""HTML read as text."""

import pytest

from escalera.base.text.html import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Uno</p><p>Dos</p>", "Uno\n\nDos\n"),
        ("<div>Uno</div><div>Dos</div>", "Uno\nDos\n"),
        ("Uno<br>Dos<br><br>Tres", "Uno\nDos\n\nTres\n"),
        ("<div>Uno</div><div><br></div><div>Dos</div>", "Uno\n\nDos\n"),
        ("a  <b> b</b>\n c&nbsp;d", "a b c d\n"),
        ("sin etiquetas", "sin etiquetas\n"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3\n"),
        ("", ""),
        ("<ul><li>a<li>b<ul><li>c</ul></ul><ol start=3><li>d<li>e</ol>", "- a\n- b\n  - c\n\n3. d\n4. e\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td><td>d</td></tr></table>", "a\tb\nc\td\n"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc\n"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc\n"),
        ("<p>Hola</p><blockquote><p>a</p><p>b</p></blockquote>", "Hola\n\n> a\n>\n> b\n"),
        ("a<hr>b", "a\n________________________________\nb\n"),
        ('<img alt="Logo de Acme" src=x> y <img src=y>z', "[Logo de Acme] y z\n"),
        ("<head><title>t</title><style>p{}</style></head><script>x</script>y<!-- z -->", "y\n"),
        ('<div style="DISPLAY : none">oculto</div>visible', "visible\n"),
        ('<span style="font-size:0px;color:#fff">oculto</span>visible', "visible\n"),
        ('<p style="max-height:0;overflow:hidden">oculto</p><p style="font-size:0.9em">visible</p>', "visible\n"),
        ("<p hidden>oculto</p>visible", "visible\n"),
        ("pre\u200b\u200c\u034f\u00adheader", "pre\u200cheader\n"),
    ],
)
def test_html_reads_as_a_person_would_type_it(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://x.example/a">aquí</a>', "aquí (https://x.example/a)\n"),
        ('<a href="https://x.example/a">https://x.example/a</a>', "https://x.example/a\n"),
        ('<a href="https://www.x.example/">x.example</a>', "x.example\n"),
        ('<a href="mailto:ana@x.y">ana@x.y</a>', "ana@x.y\n"),
        ('<a href="mailto:ana@x.y?subject=z">ana@x.y</a>', "ana@x.y\n"),
        ('<a href="mailto:ana@x.y">Ana</a>', "Ana (mailto:ana@x.y)\n"),
        ('<a href="#abajo">abajo</a>', "abajo\n"),
        ('<a href="javascript:x()">abajo</a>', "abajo\n"),
        ('<a href="https://x.example/"><img src=x></a>y', "y\n"),
        ('ver <a href="https://x.example/a">aquí</a>.', "ver aquí (https://x.example/a).\n"),
    ],
)
def test_links_show_where_they_lead_only_when_the_words_do_not(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_the_head_of_a_gmail_quote_stands_on_its_own_line() -> None:
    html = (
        '<div dir="ltr">Gracias</div><br><div class="gmail_quote"><div class="gmail_attr">El mar, Ana '
        '&lt;<a href="mailto:a@b.c">a@b.c</a>&gt; escribió:<br></div><blockquote class="gmail_quote">Hola</blockquote></div>'
    )
    assert html_to_text(html) == "Gracias\n\nEl mar, Ana <a@b.c> escribió:\n\n> Hola\n"


def test_the_head_of_an_outlook_quote_keeps_its_lines() -> None:
    html = '<p>Vale</p><hr tabindex="-1"><div id="divRplyFwdMsg"><b>De:</b> Ana<br><b>Asunto:</b> x</div><p>Hola</p>'
    assert html_to_text(html) == f"Vale\n\n{'_' * 32}\nDe: Ana\nAsunto: x\n\nHola\n"


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 100_000, "<b>" * 100_000, '<div><a title="></a></div>">' * 50_000, "<!--" * 100_000, '<a "' * 100_000],
)
def test_bombs_are_read_to_their_end(bomb: str) -> None:
    assert html_to_text(f"<p>antes</p>{bomb}").splitlines()[0] == "antes"


def test_deep_quotes_stop_at_ten_marks() -> None:
    assert html_to_text("<blockquote>" * 50 + "x").splitlines()[-1] == "> " * 10 + "x"
