"""The numbers of all results together."""

from __future__ import annotations

from pathlib import Path

from flake8_session_expiry.audit.totals import project_totals, totals_of
from flake8_session_expiry.policy.report import Answer
from tests.audit.results import finding, module, setting, stored

AGE, SECURE = "SESSION_COOKIE_AGE", "SESSION_COOKIE_SECURE"


def call(answer: str, *, in_tests: bool = False) -> dict[str, object]:
    """A call of set_expiry()."""
    return {"in_tests": in_tests, "verdict": {"answer": answer, "reason": "too long", "source": ""}}


def test_the_worst_verdict_of_several_modules_counts() -> None:
    one = module(setting(AGE, "yes"), setting(SECURE, "no", "not over HTTPS"), setting("SESSION_ENGINE", "none"))
    other = module(setting(AGE, "unknown", "not known"), setting(SECURE, "yes"))
    found = project_totals(stored("/a", one, other, module(setting(AGE, "no"), judged=False)))
    assert found.answers == {AGE: Answer.UNKNOWN, SECURE: Answer.NO}
    assert found.violations == (f"{SECURE}: not over HTTPS",) and found.unsure == (f"{AGE}: not known",)


def test_calls_count_outside_of_tests() -> None:
    found = project_totals(stored("/a", calls=[call("no"), call("no"), call("depends"), call("no", in_tests=True)]))
    assert found.violations == ("set_expiry(): too long",) and found.answers == {"set_expiry()": Answer.NO}
    assert project_totals(stored("/a", calls=[call("no", in_tests=True)])).violations == ()


def test_numbers_of_all_and_the_worst_first() -> None:
    results = [
        stored("/good", module(setting(AGE, "yes"))),
        stored("/bad", module(setting(AGE, "no", "long")), findings=[finding("DSE202", "1")], django="5.2"),
        stored("/worse", module(setting(AGE, "no"), setting(SECURE, "no"))),
        stored("/found", findings=[finding("DSE202", "1"), finding("DSE202", "2"), finding("DSE101", "3")]),
        stored("/unread", problems=["a", "b"], left_out={"problems": 3}, notes=["c"]),
    ]
    totals = totals_of(results)
    assert [project.name for project in totals.worst_first] == ["/worse", "/bad", "/found", "/unread", "/good"]
    assert totals.codes == {"DSE202": 3, "DSE101": 1} and totals.projects_by_code == {"DSE202": 2, "DSE101": 1}
    assert totals.answers[AGE] == {Answer.YES: 1, Answer.NO: 2}
    assert totals.lifetimes == {"up to 1 hour": 3, "no settings found": 2}
    assert totals.djangos == {"not known": 4, "5.2": 1}
    assert [totals.number(what) for what in ("violations", "findings", "problems", "unsure")] == [2, 2, 1, 0]
    unread = project_totals(results[4])
    assert (unread.problems, unread.unread) == (5, ("a", "b", "c"))


def test_little_of_a_long_list_is_kept() -> None:
    found = project_totals(stored("/a", problems=[f"{number}" for number in range(1000)]))
    assert found.problems == 1000 and found.unread == ("0", "1", "2", "3", "4")


def test_names_are_relative_to_the_current_folder(folder: Path) -> None:
    for path, name in ((folder / "a" / "b", "a/b"), (folder, folder.name), (folder.parent / "x", None)):
        assert project_totals(stored(str(path))).name == (name or str(path))
    assert project_totals(stored("file:///srv/a%FF")).name == "file:///srv/a%FF"
