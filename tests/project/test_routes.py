"""Which route has a name, which one answers a path, and what is not known beside gaps."""

from __future__ import annotations

import pytest

from flake8_session_expiry.project.routes import Gap, Part, Place, Route, Urls, View, ViewKind

OWN, LOGOUT = View(ViewKind.OWN, "bye"), View(ViewKind.LOGOUT, "LogoutView")
START = Place()


def route(path: str, view: View = OWN, name: str | None = None, place: Place = START, *, regex: bool = False) -> Route:
    """A route of ``path()``, or of ``re_path()``."""
    return Route(place.below(Part(path, regex)), view, "urls.py", 1, name)


def gap(package: str | None = None, place: Place = START) -> Gap:
    return Gap(place, "urls.py", 1, package)


def places(*spaces: str) -> Place:
    place = START
    for space in spaces:
        place = place.below(Part(""), space)
    return place


A = route("a/", name="a")


def test_the_routes_of_a_name_in_their_order() -> None:
    other, again = route("b/", name="b"), route("c/", name="a")
    urls = Urls((A, other, again))
    assert urls.named("a") == (A, again) and urls.named("b") == (other,) and urls.named("c") == ()


def test_routes_with_arguments_are_not_reversed_without() -> None:
    assert Urls((route("a/<int:pk>/", name="a"), route("(a)/", name="a", regex=True))).named("a") == ()


@pytest.mark.parametrize(
    ("spaces", "name", "found"),
    [
        ((), "a", True),
        ((), "shop:a", False),
        (("shop",), "shop:a", True),
        (("shop",), "a", False),
        (("shop",), "other:a", False),
        (("shop", "more"), "shop:more:a", True),
        (("shop", "more"), "more:shop:a", False),
        (("shop", "more"), "shop:a", False),
        (("*",), "shop:a", True),
        (("*",), "a", False),
    ],
)
def test_names_in_namespaces(spaces: tuple[str, ...], name: str, found: bool) -> None:
    assert bool(Urls((route("a/", name="a", place=places(*spaces)),)).named(name)) is found


@pytest.mark.parametrize(
    ("package", "spaces", "name", "is_known"),
    [
        (None, (), "a", False),
        (None, (), "shop:a", False),
        (None, ("shop",), "a", True),
        (None, ("shop",), "shop:a", False),
        (None, ("shop",), "shop:more:a", False),
        (None, ("shop",), "other:a", True),
        ("debug_toolbar.urls", (), "a", True),
        ("shop.auth.urls", (), "a", False),
        ("shop.accounts.urls", (), "a", False),
        ("registration.urls", (), "a", False),
        ("shop.users.urls", (), "a", False),
        ("cas_ng.urls", (), "a", False),
        ("author.books.urls", (), "a", False),
        ("shop.casino.urls", (), "a", True),
    ],
)
def test_what_cannot_be_read_may_have_the_name(
    package: str | None, spaces: tuple[str, ...], name: str, is_known: bool
) -> None:
    assert (Urls((A, gap(package, places(*spaces)))).named(name) is not None) is is_known


def test_a_name_that_is_not_known_may_be_any() -> None:
    unknown = Route(START.below(Part("x/")), OWN, "urls.py", 1, None, True)
    assert Urls((A, unknown)).named("a") is None
    assert Urls((A, unknown)).named("shop:a") == ()


@pytest.mark.parametrize(
    ("path", "regex", "wanted", "found"),
    [
        ("a/", False, "/a/", True),
        ("a/", False, "a/", True),
        ("a/", False, "/a/b/", False),
        ("a/", False, "/a", False),
        ("a.b/", False, "/axb/", False),
        ("<int:pk>/", False, "/5/", True),
        ("<int:pk>/", False, "/x/", False),
        ("<slug:s>/", False, "/a-b_1/", True),
        ("<slug:s>/", False, "/a.b/", False),
        ("<uuid:u>/", False, "/12345678-1234-5678-1234-567812345678/", True),
        ("<uuid:u>/", False, "/12345678/", False),
        ("<str:s>/", False, "/a.b/", True),
        ("<s>/", False, "/a.b/", True),
        ("<s>/", False, "/a/b/", False),
        ("<path:s>/", False, "/a/b/", True),
        ("<own:s>/", False, "/a/b/", True),
        ("x<int:a>-<int:b>y", False, "/x1-2y", True),
        ("^a/$", True, "/a/", True),
        ("^a/$", True, "/a/b/", False),
        (r"^a/\Z", True, "/a/b/", False),
        ("^a/", True, "/a/b/", True),
        ("^(?P<pk>[0-9]+)/$", True, "/5/", True),
        ("^a|b/$", True, "/b/", True),
        ("^(", True, "/a/", False),
    ],
)
def test_which_path_a_route_answers(path: str, regex: bool, wanted: str, found: bool) -> None:
    assert (Urls((route(path, regex=regex),)).reached(wanted) is not None) is found


def test_the_first_route_that_matches_answers() -> None:
    first, second = route("<slug:s>/"), route("a/")
    assert Urls((first, second)).reached("/a/") is first
    assert Urls((second, first)).reached("/a/") is second
    assert Urls(()).reached("/a/") is None


def test_beside_a_gap_it_is_not_known_which_route_answers() -> None:
    assert Urls((gap(), A)).reached("/a/") is None
    assert Urls((A, gap())).reached("/a/") is A
    assert Urls((gap("debug_toolbar.urls"), A)).reached("/a/") is A
    assert Urls((gap(None, START.below(Part("b/"))), A)).reached("/a/") is A
    assert Urls((gap(None, START.below(Part("a/"))), A)).reached("/a/") is None


def test_a_route_that_may_be_missing_is_not_known_to_answer() -> None:
    perhaps = Route(Place((Part("a/"),), (), True), OWN, "urls.py", 1, "a")
    assert Urls((perhaps, A)).reached("/a/") is None
    assert Urls((A, perhaps)).reached("/a/") is A


def test_reverse_takes_the_last_and_a_request_the_first() -> None:
    last = route("b/", LOGOUT, "a")
    assert Urls((route("a/", LOGOUT, "a"), last)).answering("a") is last
    assert Urls((A, last)).answering("a") is None
    hidden = Urls((route("b/"), last))
    assert hidden.answering("a") is hidden.routes[0]
    assert Urls((A,)).answering("b") is None
    assert Urls((gap(), A)).answering("a") is None


def test_below_a_language_no_other_route_has_the_path() -> None:
    behind = START.below(Part(None))
    there = route("a/", LOGOUT, "a", behind)
    assert Urls((there,)).answering("a") is there
    assert Urls((route("a/", LOGOUT, "a", START.below(Part("x/")).below(Part(None))),)).answering("a") is None


@pytest.mark.parametrize(
    ("parts", "address", "literal"),
    [
        ([Part("a/"), Part("b/")], "/a/b/", "a/b/"),
        ([Part("/a/")], "/a/", "/a/"),
        ([Part(None), Part(None), Part("a/")], "/…a/", None),
        ([Part("<int:pk>/")], "/<int:pk>/", None),
        ([Part("^a/$", True)], "/a/", "a/"),
        ([Part(r"^a/\Z", True)], "/a/", "a/"),
        ([Part("^a/?$", True)], "/a/", "a/"),
        ([Part("^a+/$", True)], "/a+/", None),
        ([Part("^(a)/$", True)], "/(a)/", None),
        ([Part("(a)/")], "/(a)/", None),
    ],
)
def test_addresses(parts: list[Part], address: str, literal: str | None) -> None:
    found = Route(Place(tuple(parts)), OWN, "urls.py", 1)
    assert (found.address, found.literal, found.full_name) == (address, literal, "")


def test_the_name_with_its_namespaces() -> None:
    assert route("a/", name="a", place=places("shop", "more")).full_name == "shop:more:a"
    assert route("a/", name="a", place=START.below(Part(""), "z", "y")).full_name == "y:a"
    assert route("a/", place=places("shop")).full_name == ""
    assert START.below(Part(""), None, "").spaces == ()
