"""One fix made alone: the same text, and the same changes, as where the whole module is looked at again."""

from __future__ import annotations

import pytest

from flake8_session_expiry.api import Configuration, read_configuration
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.apply import apply_repairs
from flake8_session_expiry.fix.passes import State, proposed
from flake8_session_expiry.fix.selection import every_fix
from flake8_session_expiry.fix.single_fixes import SingleFixes, differences

CALL = "request.session.set_expiry(datetime.now() + timedelta(minutes=5))\n"
VIEW = f"def view(request):\n    {CALL}"
OTHER = f"\n\ndef other(request):\n    {CALL}"
IMPORTS = "from datetime import datetime, timedelta\n"


@pytest.fixture(scope="module")
def configuration() -> Configuration:
    """No configuration files."""
    return read_configuration(["--isolated"])


@pytest.mark.parametrize(
    "text",
    [
        f"{IMPORTS}\n\n{VIEW}",  # its last use: the import of datetime goes
        f"{IMPORTS}\n\n{VIEW}{OTHER}",
        f"{IMPORTS}\n\n{VIEW}{OTHER}".replace("\n", "\r\n"),
        f"{IMPORTS}\n\n{VIEW}{OTHER}".rstrip(),
        f'"""Ein Modul."""\n{IMPORTS}\n\n{VIEW}{OTHER}',
        f"# coding: utf-8\n{IMPORTS}é = 'ü'\n{VIEW}{OTHER}",
        f"{IMPORTS}\n\n@login_required\n{VIEW}{OTHER}",
        f"{IMPORTS}\nclass A:\n    def get(self, request):\n        {CALL}\n    def a(self, request):\n        {CALL}",
        f"{VIEW}{OTHER}\n\n{IMPORTS}from django.utils import timezone\n",
        f"{IMPORTS}from django.utils import html\n\n\n{VIEW}{OTHER}",
        f"{IMPORTS}{CALL}{CALL}",
        f"{IMPORTS}__all__ = ['datetime']\n{VIEW}",
        f"if a:\n    {IMPORTS}    {CALL}    {CALL}",
        f"import datetime\n{VIEW}{OTHER}".replace("datetime.now", "datetime.datetime.now"),
        f"{IMPORTS}def view(request): {CALL}{OTHER}",
        "from django.contrib.auth import login\n\n\ndef view(request):\n    x = 1\n    request.session.set_expiry(0)\n"
        "    return redirect('logout')\n\n\ndef logout(request):\n    request.session.set_expiry(-1)\n",
        "def logout_user(request):\n    request.session.set_expiry(0)\n    return redirect('/')\n\n\n"
        "def log_out(request):\n    request.session.clear()\n    return redirect('/')\n",
    ],
)
def test_the_changes_are_those_of_the_fixer(text: str, configuration: Configuration) -> None:
    source = SourceFile("shop/views.py", text)
    repairs = proposed(
        State.of(source, configuration.options, every_fix(configuration, "shop/views.py")), configuration.options
    )
    alone = SingleFixes(source)
    assert repairs
    for repair in repairs:
        new = apply_repairs(source, [repair]).text
        changes = alone.changes(repair)
        made = text
        for each in reversed(changes):
            made = made[: each.start] + each.text + made[each.end :]
        assert made == new
        if changes is not repair.splices:
            assert changes == tuple(differences(text, new))


def test_a_module_is_looked_at_once_for_fixes_that_leave_its_imports(
    configuration: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = "".join(f"def logout_{name}(request):\n    request.session.set_expiry(0)\n\n\n" for name in "ab")
    source = SourceFile("views.py", f"import os\n\n\n{views}")
    state = State.of(source, configuration.options, every_fix(configuration, "views.py"))
    repairs = proposed(state, configuration.options)
    monkeypatch.delattr("flake8_session_expiry.fix.single_fixes.apply_repairs")
    alone = SingleFixes(source)
    added = [alone.changes(repair)[0].text for repair in repairs]
    assert added == ["from django.contrib.auth import logout\n\n"] * 2
