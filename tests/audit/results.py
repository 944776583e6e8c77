"""Results of projects, made by hand."""

from __future__ import annotations

from typing import Any

from flake8_session_expiry.audit.requests import empty_document
from flake8_session_expiry.audit.store import StoredResult
from flake8_session_expiry.settings.purpose import Purpose


def setting(name: str, answer: str, reason: str = "") -> dict[str, Any]:
    """The row of a setting with its verdict."""
    return {"name": name, "verdict": {"answer": answer, "reason": reason, "source": ""}}


def module(*rows: dict[str, Any], age: float | None = 3600, judged: bool = True) -> dict[str, Any]:
    """A settings module."""
    purpose = Purpose.PRODUCTION if judged else Purpose.DEVELOPMENT
    return {
        **{"path": "s.py", "class": None, "judged": judged, "purpose": purpose.value},
        **{"settings": [*rows], "lifetimes": [{"idle": age}]},
    }


def finding(code: str, fingerprint: str) -> dict[str, Any]:
    """A finding."""
    return {"code": code, "path": "views.py", "line": 3, "name": "some-name", "fingerprint": fingerprint}


def stored(folder: str, *modules: dict[str, Any], **others: Any) -> StoredResult:
    """The result of one project."""
    findings = others.get("findings", [])
    codes: dict[str, int] = {}
    for each in findings:
        codes[each["code"]] = codes.get(each["code"], 0) + 1
    document = empty_document("") | {"problems": [], "modules": [*modules], "codes": codes} | others
    return StoredResult(folder, "f", document)
