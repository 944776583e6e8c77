"""What a message proposes as the argument of set_expiry()."""

from __future__ import annotations

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("600", "600"),
        ("settings.AGE", "settings.AGE"),
        ("'600'", "..."),
        ("True", "..."),
        ("(600,)", "..."),
        ("datetime.now() + timedelta(hours=1)", "..."),
        ("timezone.now() + timedelta(hours=1)", "timezone.now() + timedelta(hours=1)"),
    ],
)
@pytest.mark.parametrize("target", ["request.session.set_expiry", "request.session.expiry"])
def test_value_that_would_fail_as_an_argument_is_not_proposed(target: str, given: str, shown: str) -> None:
    code = (
        "from datetime import datetime, timedelta\nfrom django.conf import settings\nfrom django.utils import"
        " timezone\n"
        f"def view(request):\n    {target} = {given}\n"
    )
    found = check_source(SourceFile("views.py", code), Options())
    assert [finding.message.endswith(f"call request.session.set_expiry({shown})") for finding in found] == [True]
