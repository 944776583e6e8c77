"""How links to rules get into the generated pages."""

from __future__ import annotations

import pytest

from scripts.site_pages.markdown import anchor, table, with_links

_LINK = "[DSE202](dse202_bool_expiry.md)"


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("as DSE202 says", f"as {_LINK} says"),
        ("(DSE202, DSE202)", f"({_LINK}, {_LINK})"),
        ("`DSE202` and DSE202", f"`DSE202` and {_LINK}"),
        ("``extend-ignore = DSE202``", "``extend-ignore = DSE202``"),
        ("see [DSE202](x.md)", "see [DSE202](x.md)"),
        ("<https://example.org/DSE202>", "<https://example.org/DSE202>"),
        ("# DSE202 bool-expiry", "# DSE202 bool-expiry"),
        ("```python\nx  # noqa: DSE202\n```\nDSE202", f"```python\nx  # noqa: DSE202\n```\n{_LINK}"),
        ("DSE101 itself", "DSE101 itself"),
        ("DSE999", "DSE999"),
    ],
)
def test_codes_in_text_become_links(text: str, linked: str) -> None:
    assert with_links(text, "DSE101") == linked


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("405 on logout", "405-on-logout"),
        ("set_expiry() has no effect", "set_expiry-has-no-effect"),
        ("Logout does nothing: the user is still logged in", "logout-does-nothing-the-user-is-still-logged-in"),
    ],
)
def test_anchors_are_those_of_github(heading: str, name: str) -> None:
    assert anchor(heading) == name


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(("a",), [("x | y",)]) == "| a |\n|---|\n| x \\| y |\n"
