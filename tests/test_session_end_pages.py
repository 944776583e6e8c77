"""The pages about the end of a session: what their drawings and their sentences say is in the committed data."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from scripts import session_end_drawings, session_end_tables
from tests.behaviour.endings import observed
from tests.behaviour.endings.actions import ACTIONS, AGE
from tests.behaviour.endings.observed import CLOSED, NO_END, Seen
from tests.behaviour.endings.time_lines import DAY, TIME_LINES
from tests.behaviour.versions import ENGINES

DRAWINGS = {path: text for path, text in session_end_drawings.generated().items() if path.suffix == ".html"}
EVERY_VERSION = pytest.mark.parametrize("version", observed.VERSIONS)


@pytest.mark.parametrize("text", DRAWINGS.values(), ids=[path.stem for path in DRAWINGS])
def test_drawings_are_well_formed_and_say_in_words_what_they_show(text: str) -> None:
    figure = ElementTree.fromstring(text)
    for drawing in figure.iter("svg"):
        title, said = drawing.find("title"), drawing.find("desc")
        assert title is not None and title.text and said is not None and said.text
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {said.get('id')}"
        shown = " ".join(node.text or "" for node in drawing.iter("text"))
        for lane in re.findall(r"(?:^|\. )([^:.]+):", said.text):
            assert lane in shown
    assert [drawing.get("class") for drawing in figure.iter("svg")] == ["timeline wide", "timeline narrow"]


def test_ids_are_unique_on_the_page() -> None:
    ids = Counter(re.findall(r'\bid="([^"]+)"', "".join(DRAWINGS.values())))
    assert not [name for name, times in ids.items() if times > 1]


@EVERY_VERSION
def test_bars_end_where_the_observation_ended(version: str) -> None:
    line = next(line for line in TIME_LINES if line.name == "writes")
    picture = session_end_drawings.picture(line, observed.read_all()[version]["time_lines"]["writes"])
    assert [span.end for span in picture.lanes[0].spans] == [24 / 28]
    assert [mark.renews for mark in picture.marks] == [True, True, True]
    assert picture.guides == ((24 / 28, "day 24"),)


@EVERY_VERSION
def test_a_visitor_who_only_reads_renews_nothing(version: str) -> None:
    line = next(line for line in TIME_LINES if line.name == "reads")
    picture = session_end_drawings.picture(line, observed.read_all()[version]["time_lines"]["reads"])
    assert [mark.renews for mark in picture.marks] == [True, False, False]


@EVERY_VERSION
def test_what_the_page_says_of_length(version: str) -> None:
    lines = observed.read_all()[version]["time_lines"]
    assert {seen["accepted_until"] for seen in lines["reads"].values()} == {14 * DAY}
    assert {seen["accepted_until"] for seen in lines["every_request"].values()} == {24 * DAY}
    assert {seen["accepted_until"] for seen in lines["browser_length"].values()} == {14 * DAY}
    assert {seen["cookie_until"] for seen in lines["browser_length"].values()} == {CLOSED}
    assert {seen["cookie_until"] for seen in lines["seconds"].values()} == {500}
    for name in ("timedelta", "datetime"):
        assert {tuple(seen["max_age"]) for seen in lines[name].values()} == {(300, 200, 100)}
        assert {lines[name][engine]["accepted_until"] for engine in ("db", "cache", "cached_db", "file")} == {300}
    assert lines["seconds"]["file"]["accepted_until"] == lines["seconds_reads"]["file"]["accepted_until"] == NO_END
    assert lines["seconds_reads"]["signed_cookies"]["accepted_until"] == AGE


@EVERY_VERSION
def test_what_the_page_says_of_engines(version: str) -> None:
    def old(name: str) -> dict[str, Seen]:
        return {engine: seen["old"] for engine, seen in observed.read_all()[version]["endings"][name].items()}

    for name in ("logout", "flush"):
        assert [engine for engine in ENGINES if old(name)[engine]["user"]] == ["signed_cookies"]
    for name in ("password_change", "password_change_kept", "password_change_elsewhere", "secret_key"):
        assert not any(seen["user"] for seen in old(name).values())
    assert [engine for engine in ENGINES if not old("rows_deleted")[engine]["user"]] == ["db"]
    assert [engine for engine in ENGINES if not old("cache_cleared")[engine]["user"]] == ["cache"]
    assert [engine for engine in ENGINES if not old("restart")[engine]["user"]] == ["cache"]
    assert old("restart")["cache on Redis"]["user"]
    assert [engine for engine in ENGINES if old("secret_key_anonymous")[engine]["data"]] == ["cache", "cached_db"]
    assert all(seen["data"] for seen in old("secret_key_fallback_anonymous").values())
    assert [engine for engine in ENGINES if not old("shorter_age")[engine]["user"]] == ["file", "signed_cookies"]


def test_one_thing_differs_between_the_versions() -> None:
    assert [action.name for action in ACTIONS if len(session_end_tables.by_version(action.name)) > 1] == [
        "logout_view_get"
    ]
    assert all(len(session_end_tables.by_version(line.name, "time_lines")) == 1 for line in TIME_LINES)


def test_links_of_the_tables_lead_to_headings() -> None:
    headings = {action.title: session_end_tables.anchor(action) for action in ACTIONS}
    assert len(set(headings.values())) == len(ACTIONS)
    page = session_end_tables.table_page()
    assert all(f"### {title}\n" in page for title in headings)


def test_engines_that_do_the_same_are_named_together() -> None:
    said = session_end_tables.by_words(
        {engine: {} for engine in observed.read_all()["5.2"]["endings"]["logout"]},
        lambda engine, seen: "kept" if engine == "signed_cookies" else "gone",
    )
    assert said == {"gone": ["db", "cache", "cached_db", "file"], "kept": ["signed_cookies"]}


def test_the_text_between_two_tables_stays() -> None:
    page = session_end_tables.main_page()
    assert page == session_end_tables.PAGE.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings.index("Three kinds of length") < headings.index("What ends a session")
