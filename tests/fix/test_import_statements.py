"""The imports that a repair needs, and those that it takes with it."""

from __future__ import annotations

import ast

import libcst as cst
import pytest

from flake8_session_expiry.engine.findings import Finding, Fix, NeededImport, Replace
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.import_statements import bound_name, clashes
from tests.fix.applying import apply_fixes

TIMEZONE = NeededImport("django.utils", "timezone")
MODULE = NeededImport("datetime")


def fixed(text: str, by: str = "1", *imports: NeededImport, name: str = "views.py") -> str:
    """``text`` with the right side of its last assignment replaced."""
    source = SourceFile(name, text)
    place = source.tree.of(cst.Assign)[-1].value
    return apply_fixes(source, [(Finding("DSE205", "text", 1, 0), Fix.safe(Replace(place, by), imports=imports))]).text


@pytest.mark.parametrize(
    ("head", "result"),
    [
        ("", "from django.utils import timezone\n\n"),
        ("#!/bin/sh\n# coding: utf-8\n\n", "#!/bin/sh\n# coding: utf-8\n\nfrom django.utils import timezone\n\n"),
        ('"""Doc."""\n\n', '"""Doc."""\n\nfrom django.utils import timezone\n\n'),
        ("from django.utils import timezone\n", "from django.utils import timezone\n"),
        ("from django.utils import html\n", "from django.utils import html, timezone\n"),
        ("from django.utils import html, tree\n", "from django.utils import html, timezone, tree\n"),
        ("from django.utils import z, html\n", "from django.utils import z, html, timezone\n"),
        (
            "from django.utils import html  # why\n",
            "from django.utils import html  # why\nfrom django.utils import timezone\n",
        ),
        (
            "from django.utils import (\n    html,\n)\n",
            "from django.utils import (\n    html,\n)\nfrom django.utils import timezone\n",
        ),
        ("from django.utils import *\n", "from django.utils import *\nfrom django.utils import timezone\n"),
        ("from .django.utils import html\n", "from django.utils import timezone\n\nfrom .django.utils import html\n"),
        ("from django import a\n", "from django import a\nfrom django.utils import timezone\n"),
        ("from django.z import a\n", "from django.utils import timezone\nfrom django.z import a\n"),
        ("from b import c\n", "from b import c\nfrom django.utils import timezone\n"),
        ("from z import c\n", "from django.utils import timezone\nfrom z import c\n"),
        ("import os\n", "import os\n\nfrom django.utils import timezone\n"),
        ("from . import a\n", "from django.utils import timezone\n\nfrom . import a\n"),
        (
            "import os\n\nfrom .a import b\n",
            "import os\n\nfrom django.utils import timezone\n\nfrom .a import b\n",
        ),
        (
            "from __future__ import annotations\n",
            "from __future__ import annotations\n\nfrom django.utils import timezone\n",
        ),
        (
            f"from django.utils import {'x' * 60}\n",
            f"from django.utils import {'x' * 60}\nfrom django.utils import timezone\n",
        ),
        (
            "if a:\n    from django.utils import timezone\n",
            "from django.utils import timezone\n\nif a:\n    from django.utils import timezone\n",
        ),
        ("from django.utils import timezone as timezone\n", "from django.utils import timezone as timezone\n"),
    ],
)
def test_an_import_is_added_where_it_belongs(head: str, result: str) -> None:
    code = "x = 1\n"
    assert fixed(head + code, "timezone.now()", TIMEZONE) == result + "x = timezone.now()\n"
    crlf = fixed((head + code).replace("\n", "\r\n"), "timezone.now()", TIMEZONE)
    assert crlf == (result + "x = timezone.now()\n").replace("\n", "\r\n")


def test_a_module_is_imported() -> None:
    assert fixed("import re\nx = 1\n", "datetime.now()", MODULE) == "import datetime\nimport re\nx = datetime.now()\n"
    assert fixed("import datetime\nx = 1\n", "datetime.now()", MODULE) == "import datetime\nx = datetime.now()\n"
    assert fixed("from a import b\nx = 1\n", "2", NeededImport("zz")) == "import zz\nfrom a import b\nx = 2\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("timezone = 1\n", True),
        ("def timezone(): pass\n", True),
        ("def f(timezone): pass\n", True),
        ("class timezone: pass\n", True),
        ("try:\n    pass\nexcept E as timezone:\n    pass\n", True),
        ("match a:\n    case timezone:\n        pass\n", True),
        ("from datetime import timezone\n", True),
        ("import pytz as timezone\n", True),
        ("from .utils import timezone\n", True),
        ("class A:\n    timezone = 1\n", False),
        ("class A:\n    timezone: int = 1\n", False),
        ("class A:\n    def timezone(self): pass\n", False),
        ("from django.utils import timezone\n", False),
        ("a.timezone = 1\nf(timezone=1)\n", False),
    ],
)
def test_a_name_that_means_something_else_clashes(text: str, expected: bool) -> None:
    assert clashes(ast.parse(text), TIMEZONE) is expected
    assert (fixed(f"{text}x = 1\n", "timezone.now()", TIMEZONE) == f"{text}x = 1\n") is expected


def test_two_fixes_that_need_one_name_for_two_things_take_turns() -> None:
    source = SourceFile("views.py", "x = 1\ny = 2\n")
    fixes = [
        (Finding("DSE205", "text", 1, 0), Fix.safe(Replace(assign.value, "timezone.now()"), imports=(needed,)))
        for assign, needed in zip(
            source.tree.of(cst.Assign), [TIMEZONE, NeededImport("datetime", "timezone")], strict=True
        )
    ]
    assert apply_fixes(source, fixes).text == "from django.utils import timezone\n\nx = timezone.now()\ny = 2\n"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("from a import b\n\nx = b()\n", "x = 1\n"),
        ("from a import b, c\nx = b(c)\ny = c\nx = b\n", None),
        ("from a import b, c\ny = c\nx = b\n", "from a import c\ny = c\nx = 1\n"),
        ("from a import c, b\ny = c\nx = b\n", "from a import c\ny = c\nx = 1\n"),
        ("from a import b, c\nx = b(c)\n", "x = 1\n"),
        ("from a import (\n    b,\n    c,\n)\ny = b\nx = c\n", "from a import (\n    b,\n)\ny = b\nx = 1\n"),
        ("import b.c\nx = b.c.d\n", "x = 1\n"),
        ("import os\n\nfrom a import b\n\nimport c\nx = b\n", "import os\n\nimport c\nx = 1\n"),
        ("import os\n\nfrom a import b\nimport c\nx = b\n", "import os\n\nimport c\nx = 1\n"),
        ("def f():\n    from a import b\n    x = b\n", "def f():\n    x = 1\n"),
        ('from a import b\n\n"""b"""\nx = b\n', '"""b"""\nx = 1\n'),
    ],
)
def test_an_import_goes_with_its_last_use(text: str, result: str | None) -> None:
    assert fixed(text) == (result if result is not None else text.replace("x = b\n", "x = 1\n"))


@pytest.mark.parametrize(
    "head",
    [
        "from a import b  # noqa\n",
        "from a import b; import c\n",
        "from a import b as b\n",
        "from a import b\nfrom c import b\n",
        "if a:\n    from a import b\n",
        "def f():\n    from a import b\n",
        "try:\n    import b\nexcept ImportError:\n    pass\n",
        "from a import b\n__all__ = ['b']\n",
        "from a import b\ndef f(x: 'b'): pass\n",
        "from a import b\ndef b(): pass\n",
        "from a import b\nb = 2\n",
        "from a import *\n",
    ],
)
def test_an_import_that_may_be_needed_stays(head: str) -> None:
    assert fixed(f"{head}x = b\n") == f"{head}x = 1\n"


def test_an_import_that_was_never_used_and_one_of_a_package_stay() -> None:
    assert fixed("from a import b\nx = c.b\n") == "from a import b\nx = 1\n"
    assert fixed("from a import b\nx = b\n", name="shop/__init__.py") == "from a import b\nx = 1\n"


def test_columns_are_characters() -> None:
    assert fixed("é = 1; from a import b\nx = b\n") == "é = 1; from a import b\nx = 1\n"
    assert fixed("from a import é, b\ny = b\nx = é\n") == "from a import b\ny = b\nx = 1\n"


@pytest.mark.parametrize(
    ("needed", "name"), [(TIMEZONE, "timezone"), (MODULE, "datetime"), (NeededImport("django.utils"), "django")]
)
def test_the_name_that_an_import_binds(needed: NeededImport, name: str) -> None:
    assert bound_name(needed) == name


def test_imports_of_the_future_are_a_section_of_their_own() -> None:
    head = "from __future__ import annotations\n"
    assert fixed(f"{head}\n\nx = 0\n", "1", MODULE).startswith(f"{head}\nimport datetime\n")


@pytest.mark.parametrize(
    "text", ["x = (  # why\n    0\n)\n", "x = (\n    0  # why\n)\n", "x = (\n    # a\n    0\n    # b\n)\n"]
)
def test_brackets_with_a_comment_on_either_side_stay(text: str) -> None:
    assert fixed(text) == text.replace("0", "1")


def test_a_statement_beside_another_one_is_replaced_by_one() -> None:
    source = SourceFile("views.py", "x = 0; y = 2\n")
    statement = source.tree.of(cst.Assign)[0]
    fixes = [(Finding("DSE205", "text", 1, 0), Fix.safe(Replace(statement, "x = 1")))]
    assert apply_fixes(source, fixes).text == "x = 1; y = 2\n"
