"""Effective settings over projects of several files: value, origin and certainty."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from flake8_session_expiry.settings.effective import Certainty, ProjectSettings, effective_settings
from flake8_session_expiry.values.value import UNKNOWN as UNKNOWN_VALUE
from flake8_session_expiry.values.value import UNSET, Kind

KNOWN, CONDITIONAL, UNKNOWN = Certainty


def project(root: Path, **files: str) -> Path:
    """Write a project; ``a__b`` stands for ``a/b.py``. Returns the path of the first file."""
    root.mkdir(exist_ok=True)
    (root / "manage.py").touch()
    paths = []
    for name, text in files.items():
        path = root / (name.replace("____init__", "__@").replace("__", "/").replace("@", "__init__") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        paths.append(path)
    return paths[0]


def settings(root: Path, **files: str) -> ProjectSettings:
    """The effective settings of the first file."""
    return effective_settings(str(project(root, **files)))


def age(found: ProjectSettings) -> tuple[object, Certainty]:
    """Value and certainty of SESSION_COOKIE_AGE."""
    effective = found.get("SESSION_COOKIE_AGE")
    return effective.value, effective.certainty


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SESSION_COOKIE_AGE = 60 * 60", 3600),
        ("from datetime import timedelta\nSESSION_COOKIE_AGE = int(timedelta(hours=1).total_seconds())", 3600),
        ("import datetime as dt\nSESSION_COOKIE_AGE = dt.timedelta(days=1).seconds", 0),
        ("HOUR = 3600\nSESSION_COOKIE_AGE = HOUR * 2 if not DEBUG else 1\n", UNSET),
        ("DEBUG = False\nSESSION_COOKIE_AGE = 7200 if not DEBUG else 1", 7200),
        ("DEBUG = False\nif DEBUG:\n    SESSION_COOKIE_AGE = 1\nelse:\n    SESSION_COOKIE_AGE = 2", 2),
        ("DAYS = 2\nDAYS += 1\nSESSION_COOKIE_AGE = DAYS * 86400", 3 * 86400),
        ("SESSION_COOKIE_AGE: int = 60", 60),
        ("a, SESSION_COOKIE_AGE = 1, 2", 2),
        ("TIMES = {'hour': 3600}\nSESSION_COOKIE_AGE = TIMES['hour']", 3600),
        ("class Age:\n    LONG = 99\nSESSION_COOKIE_AGE = Age.LONG", 99),
        ("globals()['SESSION_COOKIE_AGE'] = 5", 5),
        ("x = globals().get('x')\nSESSION_COOKIE_AGE = 5", 5),
        ("SESSION_COOKIE_AGE = 1\ndel SESSION_COOKIE_AGE", 1209600),
        ("try:\n    SESSION_COOKIE_AGE = 5\nexcept ImportError:\n    pass", 5),
        ("with open('x') as f:\n    SESSION_COOKIE_AGE = 5", 5),
        ("import sys\nif 'test' in sys.argv:\n    sys.exit(1)\nSESSION_COOKIE_AGE = 5", 5),
        ("import os\nif os.environ.get('X'):\n    raise SystemExit\nelse:\n    SESSION_COOKIE_AGE = 5", 5),
        ("", 1209600),
    ],
)
def test_values_of_one_module(tmp_path: Path, text: str, value: object) -> None:
    found = settings(tmp_path, settings=text)
    assert age(found)[0] == value


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("import os\nif os.environ.get('X'):\n    SESSION_COOKIE_AGE = 5", CONDITIONAL),
        ("import os\nSESSION_COOKIE_AGE = int(os.environ.get('AGE', 60))", CONDITIONAL),
        ("import os\nSESSION_COOKIE_AGE = int(os.environ['AGE'])", UNKNOWN),
        ("SESSION_COOKIE_AGE = compute()", UNKNOWN),
        ("from unknown_package import *", UNKNOWN),
        ("SESSION_COOKIE_AGE = 5\nfrom unknown_package import *", UNKNOWN),
        ("from unknown_package import *\nSESSION_COOKIE_AGE = 5", KNOWN),
        ("from django.conf.global_settings import *", KNOWN),
        ("import heroku\nheroku.settings(locals())", UNKNOWN),
        ("exec(open('x').read())", UNKNOWN),
        ("import dynaconf\nsettings = dynaconf.DjangoDynaconf(__name__)", UNKNOWN),
        ("for SESSION_COOKIE_AGE in (1, 2):\n    pass", UNKNOWN),
        ("def f():\n    global SESSION_COOKIE_AGE\n    SESSION_COOKIE_AGE = 5\nf()", UNKNOWN),
        ("globals()[name] = 5", UNKNOWN),
        ("import x\nx.Production.load_settings(__name__)", UNKNOWN),
        ("import sys\nimport x\nx.fill(sys.modules[__name__])", UNKNOWN),
        ("import logging\nlogger = logging.getLogger(__name__)", KNOWN),
        ("globals().update(x)", UNKNOWN),
        ("match x:\n    case 1:\n        SESSION_COOKIE_AGE = 5", CONDITIONAL),
        ("match x:\n    case 1:\n        SESSION_COOKIE_AGE = 5\n    case _:\n        SESSION_COOKIE_AGE = 5", KNOWN),
        ("SESSION_COOKIE_AGE = SESSION_COOKIE_AGE", UNKNOWN),
        ("SESSION_COOKIE_AGE = 1 / 0", UNKNOWN),
        ("SESSION_COOKIE_AGE = " + "-" * 200 + "1", UNKNOWN),
        ("SESSION_COOKIE_AGE = 10 ** 10 ** 10", UNKNOWN),
        ("SESSION_COOKIE_AGE = " + "(" * 90 + "1" + ")" * 90, KNOWN),
        ("SESSION_COOKIE_AGE = [1][5]", UNKNOWN),
    ],
)
def test_certainty_of_each_kind_of_assignment(tmp_path: Path, text: str, certainty: Certainty) -> None:
    assert age(settings(tmp_path, settings=text))[1] is certainty


def test_a_star_import_and_an_override(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        config__settings__prod="from .base import *\nDEBUG = False\nSESSION_COOKIE_SECURE = not DEBUG\n",
        config__settings__base="DEBUG = True\n\nSESSION_COOKIE_AGE = 60\n",
    )
    assert age(found) == (60, KNOWN)
    origin = found.get("SESSION_COOKIE_AGE").origin
    assert origin is not None
    assert (origin.path, origin.line) == (str(tmp_path / "config/settings/base.py"), 3)
    assert found.get("SESSION_COOKIE_SECURE").value is True
    assert found.complete
    assert set(found.names()) == {"DEBUG", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_AGE"}


def test_the_package_of_settings(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        project__settings____init__="from project.settings.base import *\nfrom . import extra\nSESSION_COOKIE_AGE ="
        " extra.AGE\n",
        project__settings__base="from ..names import HOUR as H\nfrom .names import *\nX = H\n",
        project__settings__names="__all__ = ['A']\nA = 1\nB = 2\n_C = 3\n",
        project__settings__extra="AGE = 90\n",
        project__names="HOUR = 3600\n",
    )
    assert age(found) == (90, KNOWN)
    assert found.get("X").value == 3600
    assert found.get("A").value == 1
    assert found.get("B").certainty is UNKNOWN


@pytest.mark.parametrize("there", [True, False])
def test_local_settings_that_may_be_missing(tmp_path: Path, there: bool) -> None:
    files = {
        "settings": "SESSION_COOKIE_AGE = 60\ntry:\n    from local_settings import *\nexcept ImportError:\n   "
        " pass\nX = 1\n"
    }
    if there:
        files["local_settings"] = "SESSION_COOKIE_AGE = 30\n"
    found = settings(tmp_path, **files)
    assert age(found) == ((30, KNOWN) if there else (UNSET, UNKNOWN))
    assert found.get("X").value == 1
    assert found.complete is there


def test_a_module_that_appears_or_changes_is_read_again(tmp_path: Path) -> None:
    path = project(tmp_path, settings="try:\n    from .local import *\nexcept ImportError:\n    pass\n")
    assert effective_settings(str(path)).get("SESSION_COOKIE_AGE").certainty is UNKNOWN
    assert effective_settings(str(path)) is effective_settings(str(path))
    project(tmp_path, local="SESSION_COOKIE_AGE = 30\n")
    assert age(effective_settings(str(path))) == (30, KNOWN)
    project(tmp_path, local="SESSION_COOKIE_AGE = 300\n")
    assert age(effective_settings(str(path))) == (300, KNOWN)


def test_split_settings(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        settings____init__="from split_settings.tools import include, optional\n"
        "include('base.py', 'parts/*.py')\nSESSION_COOKIE_AGE = AGE * 2\n",
        settings__base="AGE = 30\nSESSION_ENGINE = 'x'\n",
        settings__parts__a="AGE = AGE + 5\n",
    )
    assert age(found) == (70, KNOWN)
    assert found.get("SESSION_ENGINE").value == "x"
    missing = settings(
        tmp_path / "other", settings="from split_settings.tools import include, optional\n"
        "SESSION_COOKIE_AGE = 1\ninclude(optional('local.py'))\nSESSION_ENGINE = 'db'\n"
    )  # fmt: skip
    assert age(missing)[1] is UNKNOWN
    assert missing.get("SESSION_ENGINE").certainty is KNOWN


def test_cycles_missing_and_unreadable_modules(tmp_path: Path) -> None:
    found = settings(tmp_path, a="from b import *\nX = 1\n", b="from a import *\nSESSION_COOKIE_AGE = 5\n")
    assert age(found)[1] is KNOWN
    assert not found.complete
    assert settings(tmp_path / "x", a="from .b import *\n", b="SESSION_COOKIE_AGE = = 5").get("A").certainty is UNKNOWN
    (tmp_path / "bytes.py").write_bytes(b"# coding: nonsense\n")
    assert effective_settings(str(tmp_path / "bytes.py")).get("A").certainty is UNKNOWN
    assert age(effective_settings(str(tmp_path / "nowhere.py")))[1] is UNKNOWN
    assert age(effective_settings("nul\0byte"))[1] is UNKNOWN


def test_middleware_that_is_changed_in_place(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        prod="""
            from .base import *
            MIDDLEWARE.append("c")
            MIDDLEWARE.insert(0, "a")
            MIDDLEWARE += ["d", "e"]
            MIDDLEWARE.remove("e")
            MIDDLEWARE.extend(("f",))
            MIDDLEWARE = ["first"] + MIDDLEWARE
            INSTALLED = [*MIDDLEWARE, "x"]
            OTHER = MIDDLEWARE
            OTHER.append("seen")
            CACHES["default"]["BACKEND"] = "redis"
            CACHES.update({"b": {}})
        """,
        base="""
            MIDDLEWARE = ["b"]
            CACHES = {"default": {"BACKEND": "locmem", "TIMEOUT": 1}}
        """,
    )
    assert found.get("MIDDLEWARE").value == ["first", "a", "b", "c", "d", "f", "seen"]
    assert found.get("INSTALLED").value == ["first", "a", "b", "c", "d", "f", "x"]
    assert found.get("CACHES").value == {"default": {"BACKEND": "redis", "TIMEOUT": 1}, "b": {}}
    unknown = settings(
        tmp_path / "u",
        settings="MIDDLEWARE = ['a']\nMIDDLEWARE.append(env('X'))\nCACHES = {'a': {}}\nCACHES['a'].update(x)\n",
    )
    value_ = unknown.get("MIDDLEWARE").only
    assert value_ is not None
    assert value_.items is not None
    assert (len(value_.items), value_.known) == (2, False)
    assert unknown.get("CACHES").certainty is UNKNOWN


@pytest.mark.parametrize(
    ("text", "kind", "default"),
    [
        ("env = environ.Env()\nAGE = env('AGE')", Kind.STRING, UNSET),
        ("env = environ.Env()\nAGE = env('AGE', default=60)", Kind.INT, 60),
        ("env = environ.Env()\nAGE = env.int('AGE', default=60)", Kind.INT, 60),
        ("env = environ.Env()\nAGE = env.int('AGE', 60)", Kind.INT, 60),
        ("env = environ.Env()\nAGE = env('AGE', int, 60)", Kind.INT, 60),
        ("env = environ.Env(AGE=(int, 60))\nAGE = env('AGE')", Kind.INT, 60),
        ("env = environ.Env(AGE=int)\nAGE = env('AGE')", Kind.INT, UNSET),
        ("from environs import Env\nenv = Env()\nAGE = env('AGE', default=60)", Kind.STRING, 60),
        ("AGE = decouple.config('AGE', default='60', cast=int)", Kind.INT, 60),
        ("AGE = decouple.config('AGE', default='yes', cast=bool)", Kind.BOOL, True),
        ("AGE = decouple.config('AGE', default=60)", Kind.STRING, 60),
        ("AGE = os.environ.get('AGE')", Kind.STRING, None),
        ("AGE = os.getenv('AGE', '60')", Kind.STRING, "60"),
        ("AGE = os.environ['AGE']", Kind.STRING, UNSET),
        ("AGE = int(os.environ.get('AGE', '60')) * 60", Kind.INT, 3600),
        ("AGE = os.environ.get('AGE') == 'x'", Kind.BOOL, False),
        ("AGE = os.environ.get('AGE') or 60", Kind.STRING, 60),
        ("AGE = os.environ.get('AGE', 'x').lower() in ('x',)", Kind.BOOL, True),
        ("AGE = 'AGE' in os.environ", Kind.BOOL, UNSET),
    ],
)
def test_readers_of_the_environment(tmp_path: Path, text: str, kind: Kind, default: object) -> None:
    found = settings(tmp_path, settings=f"import os\nimport environ\nimport decouple\n{text}\n").get("AGE")
    value_ = found.only
    assert value_ is not None
    alternatives = list(value_.alternatives())
    assert alternatives[0].kind is kind
    assert alternatives[0].variable == "AGE"
    assert (alternatives[1].constant if len(alternatives) > 1 else UNSET) == default
    assert found.certainty is (UNKNOWN if default is UNSET else CONDITIONAL)


def test_classes_of_django_configurations(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        settings="""
            from configurations import Configuration, values
            from .base import Base

            class Dev(Base):
                DEBUG = True
                SESSION_COOKIE_AGE = values.IntegerValue(60)
                SESSION_COOKIE_NAME = values.Value("x", environ=False)

            class Helper:
                pass

            class Prod(Base):
                SESSION_COOKIE_SECURE = True
        """,
        base="from configurations import Configuration\n\nclass Base(Configuration):\n    SESSION_COOKIE_AGE = 30\n",
    )
    assert found.configurations == ("Base", "Dev", "Prod")
    dev, prod = found.of_class("Dev"), found.of_class("Prod")
    assert dev is not None
    assert prod is not None
    assert age(dev)[1] is CONDITIONAL
    assert dev.get("SESSION_COOKIE_NAME").value == "x"
    assert age(prod) == (30, KNOWN)
    assert prod.get("SESSION_COOKIE_SECURE").value is True
    assert prod.get("DEBUG").default
    assert found.of_class("Nobody") is None


def test_defaults_of_django(tmp_path: Path) -> None:
    found = settings(tmp_path, settings="X = 1\n")
    assert found.get("USE_TZ").certainty is CONDITIONAL
    assert found.get("USE_TZ", (4, 2)).value is False
    assert found.get("USE_TZ", (5, 2)).value is True
    assert found.get("SESSION_COOKIE_AGE").default
    assert found.get("SESSION_COOKIE_AGE").origin is None
    assert found.get("MIDDLEWARE").value == []
    assert found.get("CACHES").value == {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert not found.get("X").default


def test_a_text_that_is_not_saved_yet(tmp_path: Path) -> None:
    path = project(tmp_path, settings="SESSION_COOKIE_AGE = 1\n", base="B = 2\n")
    unsaved = ast.parse("from .base import *\nSESSION_COOKIE_AGE = B\n")
    assert age(effective_settings(str(path), unsaved)) == (2, KNOWN)
    assert age(effective_settings(str(path))) == (1, KNOWN)


def test_a_neighbour_project_is_never_read(tmp_path: Path) -> None:
    project(tmp_path / "other", other__settings="SESSION_COOKIE_AGE = 1\n")
    found = settings(
        tmp_path / "mine", mine__settings="from other.settings import *\nfrom ...other.other.settings import *\n"
    )
    assert age(found)[1] is UNKNOWN


def test_nothing_of_the_project_runs(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    found = settings(
        tmp_path, settings=f"open({str(mark)!r}, 'w').write('x')\nfrom base import *\n", base="import os\n"
    )
    assert age(found) == (1209600, KNOWN)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("D = {'a': {'b': 1}}\nD['a']['b'] = 2\nSESSION_COOKIE_AGE = D['a']['b']", 2),
        ("D = {'a': 1}\ndel D['a']\nSESSION_COOKIE_AGE = D['a']", UNSET),
        ("D = {'a': 1}\nD['a'] += 1\nSESSION_COOKIE_AGE = D['a']", UNSET),
        ("L = [1]\nL[0] = 2\nSESSION_COOKIE_AGE = L[0]", UNSET),
        ("L = [1, 2]\nL.clear()\nSESSION_COOKIE_AGE = L[0]", UNSET),
        ("L = [1, 2]\nL.index(1)\nSESSION_COOKIE_AGE = L[0]", 1),
        ("L = [1]\nL += unknown\nSESSION_COOKIE_AGE = L[0]", UNSET),
        ("SESSION_COOKIE_AGE, *rest = 1, 2, 3", UNSET),
        ("(SESSION_COOKIE_AGE, x), y = (1, 2), 3", 1),
        ("SESSION_COOKIE_AGE = 1\nSESSION_COOKIE_AGE += 1", 2),
        ("SESSION_COOKIE_AGE += 1", UNSET),
        ("SESSION_COOKIE_AGE: int", 1209600),
        ("SESSION_COOKIE_AGE = 1\nfor x in y:\n    SESSION_COOKIE_AGE = 2\nelse:\n    SESSION_COOKIE_AGE = 3", 3),
        ("SESSION_COOKIE_AGE = 1\nwhile x:\n    break", 1),
        ("for x in y:\n    from unknown import *", UNSET),
        ("with a as SESSION_COOKIE_AGE:\n    pass", UNSET),
        ("try:\n    from unknown import x\nexcept ImportError:\n    raise\nSESSION_COOKIE_AGE = 5", 5),
        ("try:\n    x()\nexcept OSError:\n    SESSION_COOKIE_AGE = 5\nelse:\n    SESSION_COOKIE_AGE = 5", 5),
        ("try:\n    raise E\nexcept E:\n    SESSION_COOKIE_AGE = 5\nfinally:\n    x = 1", 5),
        ("try:\n    pass\nexcept E:\n    SESSION_COOKIE_AGE = 5", 1209600),
        ("if x:\n    raise A\nelse:\n    exit()\nSESSION_COOKIE_AGE = 5", 1209600),
        ("import other\nSESSION_COOKIE_AGE = other.AGE", 60),
        ("import other as o\nSESSION_COOKIE_AGE = o.AGE", 60),
        ("import package.inner\nSESSION_COOKIE_AGE = package.inner.AGE", UNSET),
        ("from package import inner\nSESSION_COOKIE_AGE = inner.AGE", 70),
        ("from package.inner import AGE as SESSION_COOKIE_AGE", 70),
        ("from other import Ages\nSESSION_COOKIE_AGE = Ages.LONG", 80),
        ("from other import NOTHING as SESSION_COOKIE_AGE", UNSET),
        ("async def f():\n    pass\nclass C(f):\n    x = 1\nSESSION_COOKIE_AGE = C.x", 1),
        ("CONF['x'].update(y)\nx.y.z()\nprint(1)\n'text'\nSESSION_COOKIE_AGE = 1", 1),
        ("SESSION_COOKIE_AGE = 1\nif x:\n    del SESSION_COOKIE_AGE", UNSET),
    ],
)
def test_statements_of_each_kind_are_interpreted(tmp_path: Path, text: str, value: object) -> None:
    found = settings(
        tmp_path,
        settings=text,
        other="AGE = 60\n\nclass Ages:\n    LONG = 80\n",
        package____init__="",
        package__inner="AGE = 70\n",
    )
    assert age(found)[0] == value


def test_many_switches_end_as_unknown(tmp_path: Path) -> None:
    text = "".join(f"if x{i}:\n    SESSION_COOKIE_AGE = {i}\n" for i in range(20))
    assert age(settings(tmp_path, settings=text))[1] is UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "A = [1]\n" + "A = A + A\n" * 60,
        "A = 'x%s'\n" + "A = A + A\n" * 60,
        "A = 'ab'\n" + "A = f'{A}{A}'\n" * 60,
        "A = 10\n" + "A = A * A\n" * 60,
        "A = '%1000000000d' % 5\nB = '%*d' % (1000000000, 5)\nC = b'%1000000000d' % 5\n",
        "A = [" + "1, " * 20_000 + "]\n",
        "import os\nif " + "not " * 300 + "os.environ.get('X'):\n    A = 1\n",
        "A = " + "(1 if not " * 30 + "B" + " else 2)" * 30 + "\n",
    ],
)
def test_what_would_grow_without_end_is_left(tmp_path: Path, text: str) -> None:
    found = settings(tmp_path, settings=text + "SESSION_COOKIE_AGE = 60\n")
    assert age(found) == (60, Certainty.KNOWN)


@pytest.mark.parametrize(
    "text", ["if A:\n    pass\n" + "elif A:\n    pass\n" * 900, "A = {}\nA" + "[0]" * 1200 + " = 1\n"]
)
def test_a_module_that_is_nested_too_deeply_is_unknown(tmp_path: Path, text: str) -> None:
    found = settings(tmp_path, settings="from .base import *\nSESSION_COOKIE_AGE = 60\n", base=text)
    assert not found.complete
    assert age(found) == (60, Certainty.KNOWN)


def test_a_module_that_is_too_large_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_session_expiry.project.files._LARGEST_MODULE", 30)
    found = settings(tmp_path, settings="from .base import *\n", base="SESSION_COOKIE_AGE = 60\n" + "#" * 30)
    assert age(found) == (UNSET, Certainty.UNKNOWN)


def test_what_is_unknown_is_not_shared(tmp_path: Path) -> None:
    found = settings(tmp_path, settings="SESSION_COOKIE_AGE = age()\nOPTIONS = options()\nOPTIONS['x'] = 1\n")
    origin = found.get("SESSION_COOKIE_AGE").origin
    assert origin is not None
    assert origin.line == 1


def test_a_package_goes_before_a_module_of_its_name(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        x="from config import *\n",
        config="SESSION_COOKIE_AGE = 1\n",
        config____init__="SESSION_COOKIE_AGE = 2\n",
    )
    assert age(found) == (2, KNOWN)


def test_code_of_the_project_is_followed_a_few_steps_only(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        settings="from a import A\nfrom b import B\nSESSION_COOKIE_AGE = B\n",
        a="from b import B as A\n",
        b="from c import C as B\n",
        c="from d import D as C\n",
        d="D = 5\n",
    )
    assert age(found)[1] is UNKNOWN
    assert age(
        settings(tmp_path / "x", settings="from a import A as SESSION_COOKIE_AGE\n", a="from b import A\n", b="A = 5\n")
    ) == (5, KNOWN)


def test_a_chain_of_thirty_modules_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "\n".join(f"NAME_{i} = {i}" for i in range(60)) + "\nif X:\n    MIDDLEWARE = []\n"
    files = {f"m{i}": f"from .m{i + 1} import *\n{body}" for i in range(29)} | {
        "m29": "SESSION_COOKIE_AGE = 5\n" + body
    }
    path = project(tmp_path, **files)
    parsed: list[str] = []
    parse = ast.parse

    def counted(text: str) -> ast.Module:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr(ast, "parse", counted)
    for _ in range(3):
        assert age(effective_settings(str(path))) == (5, KNOWN)
    assert len(parsed) == 30


def test_what_is_written_stays_a_possibility_where_something_unread_may_replace_it(tmp_path: Path) -> None:
    text = "SESSION_COOKIE_AGE = 60\nfrom elsewhere import *\nSESSION_COOKIE_NAME = 'n'\n"
    found = settings(tmp_path, settings=text)
    for name, value in (("SESSION_COOKIE_AGE", 60), ("SESSION_COOKIE_PATH", "/")):
        assert found.get(name).certainty is Certainty.UNKNOWN
        written = found.as_written(name)
        assert written.certainty is Certainty.CONDITIONAL
        assert [each.value and each.value.constant for each in written.possible] == [value, UNSET]
        assert [each.origin and each.origin.line for each in written.possible][1] == 2
    assert found.as_written("SESSION_COOKIE_NAME").certainty is Certainty.KNOWN


def test_settings_of_a_class_that_is_put_into_the_module(tmp_path: Path) -> None:
    base = "class Base:\n    SESSION_COOKIE_AGE = 60\n    SESSION_COOKIE_NAME = 'n'\n    helper = 1\n"
    text = (
        "from .base import Base\nclass Production(Base):\n    SESSION_COOKIE_AGE ="
        " 90\nProduction.load_settings(__name__)\n"
    )
    found = settings(tmp_path, s__production=text, s__base=base)
    for name, value in (("SESSION_COOKIE_AGE", 90), ("SESSION_COOKIE_NAME", "n")):
        assert found.get(name).certainty is Certainty.UNKNOWN
        first = found.as_written(name).possible[0].value
        assert first is not None and first.constant == value
    assert "helper" not in found.names()


def test_a_loop_that_may_set_any_name(tmp_path: Path) -> None:
    text = "SESSION_COOKIE_AGE = 60\nfor name in NAMES:\n    globals()[name] = 1\nSESSION_COOKIE_PATH = '/x'\n"
    found = settings(tmp_path, settings=text)
    assert age(found)[1] is UNKNOWN
    assert [each.value and each.value.constant for each in found.as_written("SESSION_COOKIE_AGE").possible] == [
        60,
        UNSET,
    ]
    assert found.get("SESSION_COOKIE_PATH").certainty is KNOWN


def test_an_environment_reader_that_something_unread_may_have_replaced(tmp_path: Path) -> None:
    text = (
        "import environ\nenv = environ.Env(AGE=(int, 60))\nfrom elsewhere import *\nSESSION_COOKIE_AGE ="
        " env('AGE')\nDEBUG = env.bool('D', default=True)\n"
    )
    found = settings(tmp_path, settings=text)
    for name, value in (("SESSION_COOKIE_AGE", 60), ("DEBUG", True)):
        assert found.get(name).certainty is UNKNOWN
        value_ = found.as_written(name).possible[0].value
        assert value_ is not None
        assert value in [each.constant for each in value_.alternatives()]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("if not X:\n    X = 5\n", [5, UNSET]),
        ("if X is None:\n    X = 5\n", [5, UNSET]),
        ("if X is not None:\n    AGE = X\nelse:\n    AGE = 1\nX = AGE\n", [UNSET, 1]),
        ("if X and Y:\n    AGE = X\nelse:\n    AGE = 1\nX = AGE\n", [UNSET, 1]),
        ("if not X or Y:\n    AGE = 1\nelse:\n    AGE = X\nX = AGE\n", [1, UNSET]),
        ("if X or Y:\n    AGE = X\nelse:\n    AGE = 1\nX = AGE\n", [UNSET, None, 1]),
        ("if not X:\n    raise ValueError\n", [UNSET]),
        ("if X != None:\n    AGE = X\nelse:\n    AGE = 1\nX = AGE\n", [UNSET, None, 1]),
    ],
)
def test_a_test_of_a_name_leaves_out_values(tmp_path: Path, text: str, values: list[object]) -> None:
    head = "import os\nX = os.environ.get('X')\nY = os.environ.get('Y')\n"
    found = settings(tmp_path, settings=head + text).as_written("X")
    values_ = [each for possible in found.possible for each in (possible.value or UNKNOWN_VALUE).alternatives()]
    assert [each.constant for each in values_] == values


@pytest.mark.parametrize(
    "body",
    [
        "exec(open(path).read(), sys._getframe(1).f_globals)",
        "scope = sys._getframe(1).f_globals\n    scope['SESSION_COOKIE_AGE'] = 5",
        "inspect.currentframe().f_back.f_globals.update(path)",
        "globals().update(path)",
    ],
)
def test_a_function_that_may_set_names_of_its_caller(tmp_path: Path, body: str) -> None:
    base = f"import sys\ndef include_settings(path):\n    {body}\nSESSION_COOKIE_AGE = 60\n"
    found = settings(
        tmp_path, s__prod="from .base import *\nDEBUG = False\ninclude_settings('x')\nUSE_TZ = True\n", s__base=base
    )
    assert age(found)[1] is UNKNOWN and found.get("DEBUG").certainty is UNKNOWN
    assert found.get("USE_TZ").value is True and not found.complete
    without = settings(tmp_path / "other", s__prod="from .base import *\n", s__base=base)
    assert age(without) == (60, KNOWN)


def test_a_list_with_alternatives_that_is_changed_in_place(tmp_path: Path) -> None:
    text = "import os\nM = ['a']\nif os.environ['X']:\n    M.append('b')\nM.insert(0, 'c')\nM += ['d']\n"
    found = settings(tmp_path, settings=text).as_written("M")
    values_ = [each for possible in found.possible for each in (possible.value or UNKNOWN_VALUE).alternatives()]
    assert [each.constant for each in values_] == [["c", "a", "b", "d"], ["c", "a", "d"]]
