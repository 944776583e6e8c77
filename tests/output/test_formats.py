"""Which forms of a report show fixes: only for those the fixes are asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flake8_session_expiry.output.formats import FORMATS, SHOW_FIXES
from tests.output.reports import CODE, printed, report


@pytest.mark.parametrize("form", FORMATS)
def test_a_form_is_another_one_with_fixes_if_it_shows_them(form: str) -> None:
    file = report(CODE)
    bare = replace(file, diagnostics=tuple(replace(found, fix=None) for found in file.diagnostics))
    assert file != bare
    assert (printed(form, file) != printed(form, bare)) is (form in SHOW_FIXES)
