"""How a number of seconds since 1970 is written as a datetime."""

from __future__ import annotations

import pytest

from flake8_session_expiry.rewrites.timestamps import from_timestamp
from tests.listening import model_of


@pytest.mark.parametrize(
    ("imports", "naive", "aware"),
    [
        (
            "import datetime",
            "datetime.datetime.fromtimestamp(x)",
            "datetime.datetime.fromtimestamp(x, tz=datetime.timezone.utc)",
        ),
        ("from datetime import datetime", "datetime.fromtimestamp(x)", "datetime.fromtimestamp(x, tz=timezone.utc)"),
        ("", "datetime.fromtimestamp(x)", "datetime.fromtimestamp(x, tz=timezone.utc)"),
        (
            "from django.utils import timezone",
            "datetime.fromtimestamp(x)",
            "datetime.fromtimestamp(x, tz=timezone.get_default_timezone())",
        ),
        ("from shop import timezone", "datetime.fromtimestamp(x)", None),
        ("from shop import datetime", None, None),
        ("datetime = 5", None, None),
    ],
)  # fmt: skip
def test_names_of_the_module(imports: str, naive: str | None, aware: str | None) -> None:
    types = model_of(f"{imports}\n").types
    found = [from_timestamp(types, "x", aware=is_aware) for is_aware in (False, True)]
    assert [None if each is None else each[0] for each in found] == [naive, aware]


def test_what_has_to_be_imported() -> None:
    made = from_timestamp(model_of("").types, "x", aware=True)
    assert made is not None
    assert [(needed.module, needed.name) for needed in made[1]] == [("datetime", "datetime"), ("datetime", "timezone")]
    made = from_timestamp(model_of("import datetime\n").types, "x", aware=True)
    assert made is not None and made[1] == ()
