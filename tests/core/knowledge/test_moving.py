"""Articles from other desks and back: folders of Markdown, HTML, CSV, zips; what hostile archives do not do."""

from __future__ import annotations

import io
import zipfile

import pytest

from escalera.base.refusals import NotAllowed
from escalera.core.knowledge import actions
from escalera.core.knowledge.actions.importing import Outcome, import_articles, plan
from escalera.core.knowledge.listing import shelves
from escalera.core.knowledge.models import Article, ArticleFile, ArticleText
from escalera.core.knowledge.moving.exporting import export
from escalera.core.knowledge.moving.incoming import CannotRead
from escalera.core.knowledge.moving.marking_down import to_markdown
from escalera.core.knowledge.moving.reading import read
from tests.cast import NOON, Desk, later
from tests.core.knowledge.test_around import PNG, keep
from tests.core.knowledge.test_articles import written

ES = '---\ntitle: "La luz roja"\naudience: internal\n---\n\n1. Espere.\n\n![Luz](../../img/luz%20roja.png)\n'


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def bring(desk: Desk, name: str, content: bytes, *, publishes: bool = True) -> list[Outcome]:
    source = read(name, content)
    assert source.problems == []
    return import_articles(source, topic_name="Help", publishes=publishes, by=desk.sara, at=later(1))


def test_a_folder_of_markdown_becomes_articles_with_languages_and_pictures(desk: Desk) -> None:
    files: dict[str, str | bytes] = {
        "es/redes/luz.md": ES,
        "en/redes/luz.md": "# The red light\n\n1. Wait.\n",
        "img/luz roja.png": PNG,
    }
    done = bring(desk, "kb.zip", zipped(files))
    one = Article.objects.get()
    texts = list(ArticleText.objects.order_by("language").values_list("language", "title", "body", "state"))
    assert ([(o.how, o.languages) for o in done], one.topic.name, one.audience, one.is_published) == (
        [("new", ("en", "es"))], "Redes", "internal", True,
    )  # fmt: skip
    assert texts == [
        ("en", "The red light", "1. Wait.", "published"),
        ("es", "La luz roja", "1. Espere.\n\n![Luz](luz-roja.png)", "published"),
    ]
    assert [file.name for file in ArticleFile.objects.all()] == ["luz-roja.png"]


def test_the_same_source_again_changes_only_what_changed_there(desk: Desk) -> None:
    def again(first: str, second: str) -> list[str]:
        return [
            one.how for one in bring(desk, "kb.zip", zipped({"a.md": f"# A\n\n{first}", "b.md": f"# B\n\n{second}"}))
        ]

    ways = [again("x", "x"), again("x", "y")]
    actions.edit_article(article_id=Article.objects.get(title="B").pk, body="ours", by=desk.sara, at=later(2))
    ways.append(again("z", "z"))
    bodies = dict(ArticleText.objects.values_list("title", "body"))
    assert (ways, bodies) == ([["new", "new"], ["same", "changed"], ["changed", "kept"]], {"A": "z", "B": "ours"})


def test_a_plan_changes_nothing(desk: Desk) -> None:
    source = read("a.md", b"# A\n\nx")
    assert ([one.how for one in plan(source, by=desk.sara)], Article.objects.count()) == (["new"], 0)
    with pytest.raises(NotAllowed):
        plan(source, by=desk.amira)


def test_what_is_written_out_comes_in_again_as_it_was(desk: Desk) -> None:
    one = written(desk, "Luz: «roja»", "![Luz](foto-del-router.png)\n\n---\nfin", language="es", audience="internal")
    keep(desk, one)
    actions.save_text(article_id=one.pk, language="en", title="Light", body="x", by=desk.sara, at=NOON)
    out = io.BytesIO()
    count = export(out, by=desk.sara)
    before = _everything()
    Article.objects.all().delete()
    bring(desk, "out.zip", out.getvalue())
    assert (count, _everything()) == (1, before)


def _everything() -> list[object]:
    texts = ArticleText.objects.order_by("language").values_list("language", "title", "body", "article__audience")
    return [*texts, *ArticleFile.objects.values_list("name", "sha256", "content_type")]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("t.csv", "title,body,category,locale\nVPN,<p>Re<b>connect</b></p>,Net,en_US\n"),
        ("t.csv", "título;contenido;tema;idioma\nVPN;Re**connect**;Net;en\n"),
        ("t.csv", "\ufeffTitle\tBody\tSection\tLanguage\nVPN\tRe**connect**\tNet\tEN\n"),
    ],
)
def test_a_table_is_read_by_the_names_of_its_columns(desk: Desk, name: str, table: str) -> None:
    bring(desk, name, table.encode())
    one = Article.objects.get()
    assert (one.title, one.body, one.topic.name, one.language) == ("VPN", "Re**connect**", "Net", "en")


def test_what_is_missing_in_a_table_is_said_by_its_line(desk: Desk) -> None:
    source = read("t.csv", b"title,body\nA,x\n,y\nC,\n")
    assert (len(source.articles), source.problems) == (
        1, ["t.csv, line 3: title or text is missing.", "t.csv, line 4: title or text is missing."],
    )  # fmt: skip


def test_html_becomes_markdown() -> None:
    html = (
        "<html lang=es><head><title>Luz</title><script>alert(1)</script></head><body><nav>Inicio</nav><main><h1>Luz roja</h1>"
        "<p>Pulse <b>Reiniciar</b> y <a href='/x y'>mire</a>.<br>Fin</p><ol><li>Uno<ul><li>Dos</li></ul></li><li>Tres</li></ol>"
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>a|b</td></tr></table><pre>ls *</pre>"
        "<blockquote>Ojo *</blockquote><a href='javascript:alert(1)'>no</a><img src='data:x' alt='fig'></main></body></html>"
    )
    assert to_markdown(html) == (
        "## Luz roja\n\nPulse **Reiniciar** y [mire](</x y>).  \nFin\n\n1. Uno\n   - Dos\n2. Tres\n\n"
        "| A | B |\n| --- | --- |\n| 1 | a\\|b |\n\n```\nls *\n```\n\n> Ojo \\*\n\nnofig"
    )


def test_html_is_known_by_its_title_and_language(desk: Desk) -> None:
    bring(desk, "x.html", b"<html lang='pt-BR'><title>Luz &amp; cabo</title><body><p>Espere.</p></body></html>")
    assert Article.objects.values_list("title", "body", "language").get() == ("Luz & cabo", "Espere.", "pt-br")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ"), ("a.zip", b"PK\x03\x04 broken"), ("a.csv", b"name\nx\n")],
)
def test_what_cannot_be_read_is_said(name: str, content: bytes) -> None:
    with pytest.raises(CannotRead):
        read(name, content)


def test_a_zip_reaches_nothing_outside_of_it(desk: Desk) -> None:
    files: dict[str, str | bytes] = {
        "../evil.md": "# E\n\nx",
        "/abs.md": "# E\n\nx",
        ".git/a.md": "# E\n\nx",
        "ok.md": "# OK\n\n![p](../../etc/passwd.png)",
    }
    source = read("a.zip", zipped(files))
    assert [(one.texts[0].title, one.texts[0].files) for one in source.articles] == [("OK", {})]


def test_an_audience_that_is_not_known_here_is_the_team(desk: Desk) -> None:
    bring(desk, "a.md", b"---\naudience: vip\n---\n# A\n\nx")
    assert Article.objects.values_list("audience", flat=True).get() == "internal"


def test_a_part_of_a_topic_goes_out_and_comes_in_again(desk: Desk) -> None:
    text = '---\ntitle: "VPN"\ntopic: "Network / VPN and remote work"\n---\n\nReconnect.\n'
    bring(desk, "kb.zip", zipped({"vpn.es.md": text, "wifi.es.md": text.replace('"VPN"', '"Wifi"')}))
    assert [one.path for one in shelves()] == ["Network", "Network / VPN and remote work"]
    out = io.BytesIO()
    assert export(out, by=desk.sara, topic=shelves()[0].pk) == 2
    assert b'topic: "Network / VPN and remote work"' in zipfile.ZipFile(out).read("vpn/vpn.es.md")
