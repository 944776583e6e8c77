"""The page: whole, escaped, with links that lead somewhere, and nothing from elsewhere."""

from __future__ import annotations

import re

from flake8_session_expiry.audit.audit_page import audit_page
from flake8_session_expiry.audit.since import Since, since
from flake8_session_expiry.audit.totals import totals_of
from flake8_session_expiry.options import Options
from tests.audit.results import finding, module, setting, stored
from tests.policy.test_page import Outline

EVIL = "<script>alert(1)</script>&\"'\x1b[31m"
AGE = "SESSION_COOKIE_AGE"
RESULTS = [
    stored("/a", module(setting(AGE, "no", EVIL)), findings=[finding("DSE202", "1")], django=EVIL),
    stored(f"/{EVIL}", module(setting(EVIL, "no", "bad"), age=None), problems=[EVIL], notes=[EVIL]),
    stored("/c", module(setting(AGE, "depends", "perhaps"), setting('CACHES["x y"]', "yes"))),
]


def page(*results: object, changes: Since | None = None) -> str:
    """The page of these results, or of three projects."""
    return audit_page(totals_of(results or RESULTS), changes, Options())  # type: ignore[arg-type]


CHANGES = since(3, "2026-01-01", [(stored("/a"), RESULTS[0]), (stored(f"/gone{EVIL}"), None), (None, RESULTS[1])])


def test_one_whole_document() -> None:
    for html in (page(), page(changes=CHANGES), page(stored("/a"))):
        outline = Outline(html)
        tags = [tag for tag, _ in outline.elements]
        assert html.startswith("<!DOCTYPE html>\n") and html.endswith("</html>\n")
        assert [tags.count(tag) for tag in ("title", "h1", "main", "header", "footer")] == [1] * 5


def test_everything_is_escaped() -> None:
    html = page(changes=CHANGES)
    assert "<script" not in html and "\x1b" not in html and "&lt;script&gt;" in html and "\\x1b[31m" in html


def test_nothing_is_loaded_from_elsewhere() -> None:
    html = page(changes=CHANGES)
    outline = Outline(html)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & {
        tag for tag, _ in outline.elements
    }
    assert "url(" not in html and "@import" not in html
    assert "default-src 'none'" in html


def test_every_link_leads_somewhere_and_no_id_is_there_twice() -> None:
    outline = Outline(page(changes=CHANGES))
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    links = [attributes["href"] or "" for attributes in outline.all("a")]
    assert len(ids) == len(set(ids)) and all(each and not re.search(r"\s", each) for each in ids)
    inner = {each[1:] for each in links if each.startswith("#")}
    assert inner <= set(ids) and {"project-1", "project-2", "project-3", "DSE202", "setting-1", "since"} <= inner
    assert all(each.startswith("https://flake8-session-expiry.") for each in links if not each.startswith("#"))


def test_the_worst_project_comes_first_and_lifetimes_are_drawn() -> None:
    html = page()
    places = [html.index(f'id="project-{number}"') for number in (1, 2, 3)]
    assert places == sorted(places)
    assert re.search(r'id="project-1">.*?<code>/<wbr>a</code>', html)
    assert html.count('class="bar" style="width: ') == 2 and 'style="width: 100.0%"' in html
    assert "1 project worse, 0 better, 1 new, 1 gone" in page(changes=CHANGES)


def test_ids_of_settings_that_look_alike() -> None:
    """Names that differ only in characters that an id cannot have."""
    html = page(stored("/a", module(setting('CACHES["a b"]', "no", "x"), setting('CACHES["a-b"]', "no", "y"))))
    ids = [attributes["id"] for _, attributes in Outline(html).elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_many_projects_are_not_all_linked_everywhere() -> None:
    html = page(*(stored(f"/p{number}", module(setting(AGE, "no", "x"))) for number in range(250)))
    assert html.count("and 150 more") == 2 and html.count('id="project-') == 250


def test_projects_are_named_beside_their_lifetime() -> None:
    html = page(stored("/quick", module(age=60)), stored("/slow", module(age=86_400)))
    _, _, bars = html.partition('<ul class="bars">')
    quick, _, slow = bars.partition("</section>")[0].partition("<span>up to 1 day</span>")
    assert "<span>up to 15 minutes</span>" in quick
    assert [name in quick for name in ("quick", "slow")] == [True, False]
    assert [name in slow for name in ("quick", "slow")] == [False, True]


def test_projects_with_settings_for_development_alone_are_counted() -> None:
    one, other = (stored(f"/{name}", module(age=60, judged=False)) for name in "ab")
    assert " 1 project has settings for development alone: they count here, not below." in page(one)
    assert " 2 projects have settings for development alone: they count here, not below." in page(one, other)


def test_the_columns_of_the_projects() -> None:
    *_, project, lifetime, violations, findings, unsure = re.findall(r'role="columnheader">([^<]*)<', page())
    assert (project, lifetime, violations) == ("Project", "A session lives", "Not as the profile demands")
    assert (findings, unsure) == ("Findings", "Not read, not sure")
