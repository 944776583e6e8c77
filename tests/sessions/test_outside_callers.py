"""Whether callers in other modules mark the session around their calls of a function."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.sessions.outside_callers import mark_around
from tests.projectfiles import write


@pytest.mark.parametrize(
    ("caller", "marks"),
    [
        ("from shop.carts import put\ndef view(request):\n    put(request)\n    request.session['n'] = 1\n", True),
        ("from shop.carts import put\ndef view(request):\n    put(request)\n    del request.session['n']\n", True),
        ("from shop.carts import put\ndef view(request):\n    put(request)\n    request.session['n'] += 1\n", True),
        ("from .carts import put\ndef view(request):\n    put(request)\n    request.session.modified = True\n", True),
        ("from .carts import *\nasync def view(request):\n    put(request)\n    request.session.save()\n", True),
        ("from . import carts\ndef view(request, user):\n    carts.put(request)\n    login(request, user)\n", True),
        ("from shop.carts import put\ndef view(request):\n    put(request)\n    return request.session['n']\n", False),
        ("from shop.carts import put\ndef view(request):\n    put(request)\n    request.session.get('n')\n", False),
        ("from shop.carts import put\ndef view(request):\n    put(request)\n    request.session.seen = 1\n", False),
        ("from shop.carts import put\ndef view(request):\n    put(request)\n    cart['n'] = 1\n", False),
        (
            "from shop.carts import put\ndef a(request):\n    put(request)\ndef b(request):\n    s.session['n'] = 1\n",
            False,
        ),
        ("def view(request):\n    put(request)\n    request.session['n'] = 1\n", False),
        ("def view(request):\n    basket.put(request)\n    request.session['n'] = 1\n", False),
        ("def view(request):\n    put(request\n", False),
    ],
)
def test_a_caller_in_another_module(tmp_path: Path, caller: str, marks: bool) -> None:
    own = "def put(request):\n    request.session['cart']['x'] = 1\n"
    write(tmp_path, {"manage.py": "", "shop/carts.py": own, "shop/views.py": caller})
    assert mark_around("put", str(tmp_path / "shop" / "carts.py")) is marks


def test_a_package_is_called_by_its_folder(tmp_path: Path) -> None:
    view = "from shop import carts\ndef view(request):\n    carts.put(request)\n    request.session['n'] = 1\n"
    write(tmp_path, {"manage.py": "", "shop/carts/__init__.py": "def put(request): ...\n", "shop/views.py": view})
    assert mark_around("put", str(tmp_path / "shop" / "carts" / "__init__.py"))


@pytest.mark.parametrize("name", ["-", "stdin", "", "no/such/file.py"])
def test_a_text_without_a_file_has_no_callers(name: str) -> None:
    assert not mark_around("put", name)
