"""Reports of code, for the tests of the forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry.api import check_text
from flake8_session_expiry.output.file_report import FileReport, Style
from flake8_session_expiry.output.formats import formatted

SCHEMAS = Path(__file__).parent / "schemas"
CODE = """\
from datetime import datetime, timedelta


def view(request):
    request.session.set_expiry(datetime.now() + timedelta(hours=1))
    request.session.set_expiry(
        "3600"
    )
    request.session.set_expiry(-1)
\trequest.session.cycle_key
""".replace("\t", "    ")


def report(code: str, name: str = "shop/views.py", *problems: str) -> FileReport:
    """What is printed of one file, with fixes."""
    return FileReport(name, code, tuple(check_text(code, name)), problems)


def printed(form: str, *files: FileReport, style: Style | None = None) -> str:
    """The report in one form."""
    return "".join(formatted(form, files, style or Style()))


def validate(document: Any, schema: str) -> None:
    """By a kept schema; skips where the library is not installed."""
    jsonschema = pytest.importorskip("jsonschema")
    rules = json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(rules)(rules).validate(document)
