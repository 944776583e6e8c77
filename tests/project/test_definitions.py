"""What a name at the top of a module is bound to, through imports of the project."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_session_expiry.project.definitions import External, ProjectModule, Variable, external_name, find
from flake8_session_expiry.project.definitions import project_module as module_at
from tests.projectfiles import write

FILES = {
    "manage.py": "",
    "shop/__init__.py": "version = 1\n",
    "shop/views.py": "def bye(request): pass\nclass V: pass\nalias = bye\n",
    "shop/again.py": "from .views import bye\n",
    "shop/starred.py": "from shop.views import *\n",
    "shop/both.py": "from shop.views import *\nfrom elsewhere import *\n",
    "shop/package.py": "from elsewhere import *\n",
    "shop/packages.py": "from elsewhere import *\nfrom other import *\n",
    "shop/inner/__init__.py": "from . import deep\nfrom .. import views\n",
    "shop/inner/deep.py": "X = 1\n",
    "shop/round.py": "from shop.circle import *\n",
    "shop/circle.py": "from shop.round import *\n",
    "shop/broken.py": "def (\n",
    "shop/c0.py": "X = 1\n",
    **{f"shop/c{number}.py": f"from shop.c{number - 1} import X\n" for number in range(1, 12)},
    **{f"shop/s{number}.py": f"from shop.s{number - 1} import *\n" for number in range(1, 12)},
    "shop/s0.py": "X = 1\n",
}


def found(root: Path, code: str, name: str) -> str:
    """``file:name`` of a definition, ``module file``, ``package name``, or "" where it is not known."""
    write(root, {**FILES, "urls.py": code})
    module = module_at(str(root / "urls.py"))
    assert module is not None
    expression = ast.parse(name, mode="eval").body
    result = find(module, expression)
    assert external_name(module, expression) == (result.name if isinstance(result, External) else "")
    if isinstance(result, External):
        return f"package {result.name}"
    if isinstance(result, ProjectModule):
        return f"module {Path(result.path).relative_to(root)}"
    assert result is None or isinstance(result, Variable)
    return "" if result is None else f"{Path(result.module.path).relative_to(root)}:{result.name}"


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("x = 1", "x", "urls.py:x"),
        ("x: int = 1", "x", "urls.py:x"),
        ("x: int", "x", ""),
        ("x = y = 1", "y", "urls.py:y"),
        ("x += 1", "x", "urls.py:x"),
        ("def x(): pass", "x", "urls.py:x"),
        ("async def x(): pass", "x", "urls.py:x"),
        ("class x: pass", "x", "urls.py:x"),
        ("class x: pass", "x.y", ""),
        ("def f():\n    x = 1", "x", ""),
        ("if a:\n    x = 1", "x", "urls.py:x"),
        ("try:\n    pass\nexcept E:\n    x = 1", "x", "urls.py:x"),
        ("try:\n    pass\nexcept E:\n    pass\nelse:\n    x = 1", "x", "urls.py:x"),
        ("try:\n    pass\nfinally:\n    x = 1", "x", "urls.py:x"),
        ("with a:\n    x = 1", "x", "urls.py:x"),
        ("for a in b:\n    x = 1", "x", "urls.py:x"),
        ("while a:\n    x = 1", "x", "urls.py:x"),
        ("x = 1", "y", ""),
        ("x = 1", "x()", ""),
        ("x = 1", "x().y", ""),
        ("x = y\ny = 1", "x", "urls.py:y"),
        ("x = x", "x", ""),
        ("x = 1\nx = 2", "x", "urls.py:x"),
        ("x = y\nx = z", "x", "urls.py:x"),
        ("from shop.views import bye", "bye", "shop/views.py:bye"),
        ("from shop.views import bye as b", "b", "shop/views.py:bye"),
        ("from shop.views import bye as b", "bye", ""),
        ("from shop.views import alias", "alias", "shop/views.py:bye"),
        ("from shop.views import missing", "missing", ""),
        ("from shop.again import bye", "bye", "shop/views.py:bye"),
        ("from shop import views", "views", "module shop/views.py"),
        ("from shop import views", "views.bye", "shop/views.py:bye"),
        ("from shop import views", "views.V.x", ""),
        ("from shop import version", "version", "shop/__init__.py:version"),
        ("import shop", "shop.version", "shop/__init__.py:version"),
        ("import shop", "shop", "module shop/__init__.py"),
        ("import shop.views", "shop.views.bye", "shop/views.py:bye"),
        ("import shop.views as v", "v.bye", "shop/views.py:bye"),
        ("import shop.views as v", "shop.views.bye", ""),
        ("from shop.inner import deep", "deep.X", "shop/inner/deep.py:X"),
        ("from shop.inner import views", "views.bye", "shop/views.py:bye"),
        ("from .shop import views", "views.bye", "shop/views.py:bye"),
        ("from . import shop", "shop.version", "shop/__init__.py:version"),
        ("from .missing import x", "x", ""),
        ("from elsewhere import x", "x", "package elsewhere.x"),
        ("from elsewhere import x as y", "y", "package elsewhere.x"),
        ("import elsewhere.inner", "elsewhere.inner.x", "package elsewhere.inner.x"),
        ("import elsewhere.inner as e", "e.x", "package elsewhere.inner.x"),
        ("from shop import broken", "broken.x", ""),
        ("from shop.views import *", "bye", "shop/views.py:bye"),
        ("from shop.starred import *", "bye", "shop/views.py:bye"),
        ("from shop.both import *", "bye", "shop/views.py:bye"),
        ("from shop.both import *", "other", "package elsewhere.other"),
        ("from shop.package import *", "x", "package elsewhere.x"),
        ("from shop.package import *", "x.y", "package elsewhere.x.y"),
        ("from shop.packages import *", "x", ""),
        ("from .missing import *", "x", ""),
        ("from shop.round import *", "x", ""),
        ("try:\n    from shop.views import bye\nexcept E:\n    from shop.again import bye", "bye", "shop/views.py:bye"),
        ("try:\n    from shop.views import bye\nexcept E:\n    from elsewhere import bye", "bye", ""),
        ("try:\n    from elsewhere import x\nexcept E:\n    x = 1", "x", ""),
        ("from shop.c6 import X", "X", "shop/c0.py:X"),
        ("from shop.c8 import X", "X", ""),
        ("from shop.s6 import *", "X", "shop/s0.py:X"),
        ("from shop.s8 import *", "X", ""),
    ],
)
def test_names(tmp_path: Path, code: str, name: str, expected: str) -> None:
    assert found(tmp_path, f"{code}\n", name) == expected


def test_a_variable_has_a_value_where_it_is_bound_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\ny = 1\ny = 2\n"})
    module = module_at(str(tmp_path / "a.py"))
    assert module is not None
    assert isinstance(Variable(module, "x").value, ast.Constant) and Variable(module, "y").value is None
