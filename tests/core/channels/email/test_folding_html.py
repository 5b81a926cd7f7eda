"""HTML mails: what is shown, and the quote at the end that is folded."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from escalera.core.channels.email.folding import fold_html

ASKS = "<p>Hola, sigo sin poder entrar.</p>"
WROTE = "El lun, 3 mar 2025 a las 10:22, Soporte &lt;<a href='mailto:s@x.cl'>s@x.cl</a>&gt; escribió:"
BLOCK = (
    "<b>De:</b> Soporte &lt;s@x.cl&gt;<br><b>Enviado:</b> lunes, 3 de marzo de 2025 10:22<br>"
    "<b>Para:</b> Ana<br><b>Asunto:</b> Portal"
)

QUOTES = {
    "Gmail": f"<div class=gmail_quote><div class=gmail_attr>{WROTE}</div>"
    "<blockquote class=gmail_quote>Pruebe</blockquote></div>",
    "Gmail, unknown language": "<div class=gmail_quote><div class=gmail_attr>Zzz 3 Ana :</div>"
    "<blockquote class=gmail_quote>Pruebe</blockquote></div>",
    "Apple Mail": f"<blockquote type=cite><div>{WROTE}</div><br><div>Pruebe</div></blockquote>",
    "Thunderbird": f"<div class=moz-cite-prefix>{WROTE}<br></div><blockquote type=cite>Pruebe</blockquote>",
    "Outlook": f"<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p>{BLOCK}</p></div><p>Pruebe</p>",
    "Outlook on the web": f"<div id=appendonsend></div><hr><div id=divRplyFwdMsg>{BLOCK}</div><div>Pruebe</div>",
    "Outlook, sanitised ids": "<div id=x_divRplyFwdMsg>Zzz: Ana</div><div>Pruebe</div>",
    "Yahoo": f"<div class=ydp1yahoo_quoted><div>{WROTE}</div><div>Pruebe</div></div>",
    "Proton": f"<div class=protonmail_quote>{WROTE}<br><blockquote type=cite>Pruebe</blockquote></div>",
    "Zimbra": f"<hr id=zwchr>{BLOCK}<br><br>Pruebe",
    "mail.ru": f"<br>{WROTE}<br><blockquote style='border-left:1px solid #0857A6'>Pruebe</blockquote>",
    "no markup": f"<p>{WROTE}</p><p>Pruebe</p>",
    "our marker": "<p>##- Escriba su respuesta por encima de esta línea -##</p><p>Pruebe</p>",
    "quote and signature": f"<blockquote type=cite>{WROTE}<br>Pruebe</blockquote><p>-- <br>Ana Pérez<br>Empresa</p>",
}


def visible(html: str) -> str:
    """Give the words of a page."""
    return " ".join(LexborHTMLParser(html).text(separator=" ").split())


@pytest.mark.parametrize("name", QUOTES)
def test_the_quote_at_the_end_is_folded(name: str) -> None:
    new, folded = fold_html(f"<html><body><div>{ASKS}{QUOTES[name]}</div></body></html>")
    assert (visible(new), visible(folded)) == (visible(ASKS), visible(QUOTES[name]))


@pytest.mark.parametrize("name", QUOTES)
def test_no_empty_frame_is_left_behind(name: str) -> None:
    new, _ = fold_html(ASKS + QUOTES[name])
    assert LexborHTMLParser(new).css_first("blockquote") is None


@pytest.mark.parametrize(
    "html",
    [
        ASKS,
        "",
        "<p></p>",
        f"<blockquote type=cite>{WROTE}<br>Pruebe</blockquote>",
        f"{ASKS}<div class=gmail_quote>---------- Forwarded message ---------<br>{BLOCK}<br>Estimada</div>",
        f"{ASKS}<blockquote type=cite>Inicio del mensaje reenviado:<div>{BLOCK}</div>Estimada</blockquote>",
        "<blockquote type=cite>¿Versión?</blockquote><p>La 4</p>"
        "<blockquote type=cite>¿Sistema?</blockquote><p>Windows</p>",
    ],
)
def test_mails_without_a_quote_to_fold_are_shown_as_they_came(html: str) -> None:
    assert fold_html(html) == (html, "")


def test_quotes_between_answers_stay_with_them() -> None:
    answers = '<p>Respondo.</p><blockquote type="cite">¿Versión?</blockquote><p>La 4 punto 2.</p>'
    rest = '<blockquote type="cite">Y avise.</blockquote>'
    assert fold_html(answers + rest) == (answers, rest)


@pytest.mark.parametrize(
    "tag", ["<div>", "<b id=x>", "<blockquote type=cite>", "<table><tr><td>", "<font color=a><p>"]
)
def test_pages_nested_beyond_measure_are_shown_as_they_came(tag: str) -> None:
    html = tag * 30_000 + "hola"
    assert fold_html(html) == (html, "")
