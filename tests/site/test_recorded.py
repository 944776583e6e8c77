"""Outputs of commands in pages that are written by hand."""

from __future__ import annotations

import pytest

from scripts.site_pages.recorded import output_of, with_outputs

_PAGE = """\
Before.

<!-- run in examples/first -->
```console
$ flake8-session-expiry rules DSE202
an output of last year
```

```console
$ rm -rf never-run
```
"""


def test_the_output_of_today_takes_the_place_of_the_old_one() -> None:
    page = with_outputs(_PAGE)
    assert "DSE202  bool-expiry" in page and "last year" not in page
    assert page.startswith("Before.\n") and page.endswith("```console\n$ rm -rf never-run\n```\n")
    assert with_outputs(page) == page


def test_head_takes_the_first_lines() -> None:
    assert output_of("flake8-session-expiry rules DSE2 | head -2", "examples/first").count("\n") == 2


def test_nothing_but_flake8_and_our_commands_is_run() -> None:
    with pytest.raises(ValueError, match="rm"):
        output_of("rm -rf x", "examples/first")
