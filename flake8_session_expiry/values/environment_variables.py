"""
Readers of environment variables: ``os.environ``, django-environ, environs, python-decouple, prettyconf, the values of
django-configurations.

A new reader is a row here: its names, the positions of default and cast, and how the default is converted. It reads a
text, or the type of its cast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.text.truth_words import FALSE_WORDS, TRUE_WORDS
from flake8_session_expiry.values.alternatives import of_alternatives
from flake8_session_expiry.values.builtin_calls import converted
from flake8_session_expiry.values.call import Call, Handler
from flake8_session_expiry.values.containers import container
from flake8_session_expiry.values.value import UNKNOWN, Kind, Value, constant, either, from_environment

_CASTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"int": Kind.INT, "float": Kind.FLOAT, "bool": Kind.BOOL, "str": Kind.STRING, "bytes": Kind.BYTES,
     **dict.fromkeys(("list", "tuple", "dict", "set"), Kind.CONTAINER)}
)  # fmt: skip
"""The kind of a text after a cast by this function."""
_METHODS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"int": Kind.INT, "float": Kind.FLOAT, "bool": Kind.BOOL, "str": Kind.STRING, "bytes": Kind.BYTES,
     "timedelta": Kind.TIMEDELTA, "decimal": Kind.DECIMAL, "date": Kind.DATE, "time": Kind.TIME, "log_level": Kind.INT,
     **dict.fromkeys(("json", "url", "path"), Kind.UNKNOWN),
     **dict.fromkeys(("list", "tuple", "dict", "db_url", "db", "cache_url", "cache"), Kind.CONTAINER)}
)  # fmt: skip
"""The kinds of the results of methods of django-environ and environs; ``json`` and ``url`` return anything."""


def _as_decouple(cast: str, default: Value) -> Value:
    """A default that is cast like a variable, as python-decouple does; with ``bool`` by the words of ``strtobool``."""
    if cast == "bool":
        return of_alternatives(_by_word, default)
    return converted(cast, default) if cast in {"int", "float", "str"} else UNKNOWN


def _by_word(value: Value) -> Value:
    if not value.known:
        return (
            from_environment(Kind.BOOL, value.variable).replaced(source=value.source)
            if value.variable is not None
            else Value(Kind.BOOL)
        )
    word = str(value.constant).lower()
    return constant(word in TRUE_WORDS) if word in TRUE_WORDS | FALSE_WORDS else UNKNOWN


def _as_it_is(cast: str, default: Value) -> Value:
    return default


@dataclass(frozen=True)
class Reader:
    """
    One way of reading variables. ``default`` and ``cast`` are the positions and keywords of the arguments (a cast of -1
    has no position).

    ``missing`` is the result where a variable is not set and there is no default (None: that fails). ``of_default``
    converts the default where there is a cast. With ``infers`` a variable without a cast gets the type of its default.
    ``maker`` is the name of the reader in values.
    """

    default: tuple[int, str] = (1, "default")
    cast: tuple[int, str] | None = None
    missing: Value | None = None
    of_default: Callable[[str, Value], Value] = _as_it_is
    infers: bool = False
    methods: Mapping[str, Kind] = field(default_factory=dict)
    default_of_methods: Mapping[str, int] = field(default_factory=dict)
    maker: str = "environment"


_NOTHING: Final = constant(None).replaced(source=from_environment(Kind.NONE, "").source)
_OS: Final = Reader(missing=_NOTHING)
_OS_OR_FAIL: Final = Reader()
_DECOUPLE: Final = Reader(cast=(2, "cast"), of_default=_as_decouple, maker="decouple")
_PRETTYCONF: Final = Reader(default=(-1, "default"), cast=(1, "cast"), of_default=converted, maker="decouple")
_DJANGO_ENVIRON: Final = Reader(
    default=(2, "default"),
    cast=(1, "cast"),
    infers=True,
    methods=_METHODS,
    # env.list("X", str, ["a"]): the second argument is a cast of the elements.
    default_of_methods=MappingProxyType({"list": 2, "tuple": 2, "dict": 2}),
    maker="reader",
)
_ENVIRONS: Final = Reader(methods=_METHODS, maker="reader")

_FUNCTIONS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "os.environ.get": _OS,
        "os.getenv": _OS,
        "os.environ.pop": _OS_OR_FAIL,
        "os.environ.setdefault": _OS_OR_FAIL,
        "decouple.config": _DECOUPLE,
        "prettyconf.config": _PRETTYCONF,
    }
)
_CLASSES: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("environ.Env", "environ.FileAwareEnv", "environ.environ.Env", "environ.environ.FileAwareEnv"),
            _DJANGO_ENVIRON,
        ),
        **dict.fromkeys(("environs.Env", "environs.FileAwareEnv"), _ENVIRONS),
        **dict.fromkeys(("decouple.Config", "decouple.AutoConfig"), _DECOUPLE),
        "prettyconf.Configuration": _PRETTYCONF,
    }
)  # fmt: skip
_IMPORTED_READER: Final = ".env"
"""``from project.settings import env``: a reader by its name; only its methods are certain."""
_OF_ANY: Final = ("int", "float", "bool", "str")


def is_reader(value: Value) -> bool:
    """Whether a value is a reader: ``env = environ.Env()``."""
    return value.maker in _CLASSES


def variable(key: Value | None) -> str:
    """The name of a variable, "" if it is not known."""
    return key.constant if key is not None and isinstance(key.constant, str) else ""


def item(key: Value) -> Value:
    """``os.environ[key]``."""
    return from_environment(Kind.STRING, variable(key), "environment")


def read(call: Call) -> Value:
    """``env("X", default=3600)``, ``config("X", cast=int)`` of the reader ``call.owner``."""
    return _read(_CLASSES[call.owner.maker or ""], call)


def method(call: Call) -> Value | None:
    """``env.int("X", 3600)``; None for a method that does not read, or of an object that is no reader."""
    imported = (call.owner.imported or "").endswith(_IMPORTED_READER) and call.name in _OF_ANY
    reader = _ENVIRONS if imported else _CLASSES.get(call.owner.maker or "")
    if reader is None:
        return None
    if call.name == "get" and not reader.methods:
        return _read(reader, call)
    if call.name not in reader.methods:
        return None
    default = call.argument(reader.default_of_methods.get(call.name, 1), "default")
    kind = reader.methods[call.name]
    maker = "environment" if kind is Kind.STRING else None
    return _with_default(from_environment(kind, variable(call.argument(0)), maker), default)


def _read(reader: Reader, call: Call) -> Value:
    name, default = variable(call.argument(0)), call.argument(*reader.default)
    cast = None if reader.cast is None else call.argument(*reader.cast)
    if default is None:
        default = reader.missing
    if cast is not None and cast.kind is not Kind.NONE:
        word = (cast.imported or "").removeprefix("builtins.")
        made = None if default is None else reader.of_default(word, default)
        return _with_default(from_environment(_CASTS.get(word, Kind.UNKNOWN), name), made)
    return _without_cast(reader, call, name, default)


def _without_cast(reader: Reader, call: Call, name: str, default: Value | None) -> Value:
    """A text, unless the scheme of ``environ.Env(X=(int, 60))`` or the default has another type."""
    scheme = (call.owner.members or {}).get(name)
    if scheme is not None:
        kind, default = _of_scheme(scheme, default, call)
    elif reader.infers and not call.owner.complete:
        kind = Kind.UNKNOWN
    elif reader.infers and default is not None and default.kind is not Kind.NONE:
        kind = default.kind  # smart_cast: a variable gets the type of the default (django-environ, Env.get_value)
    else:
        kind = Kind.STRING
    return _with_default(from_environment(kind, name, reader.maker if kind is Kind.STRING else None), default)


def _of_scheme(scheme: Value, default: Value | None, call: Call) -> tuple[Kind, Value | None]:
    parts = scheme.items if scheme.items is not None else (scheme,)
    name = (parts[0].imported or "") if parts else ""
    kind = _CASTS.get(name.removeprefix("builtins."), Kind.UNKNOWN)
    if default is None and len(parts) > 1:
        default = parts[1].given_to(call.node)
    return kind, default


def _with_default(read_: Value, default: Value | None) -> Value:
    if default is None:
        return read_
    if default.kind is Kind.NONE and default.known:
        default = default.replaced(source=read_.source, variable=read_.variable) if default.expr is None else default
    return either(read_, default).replaced(source=read_.source, variable=read_.variable)


def _made(call: Call) -> Value:
    """``environ.Env(DEBUG=(bool, False))``: a reader with its scheme."""
    scheme = {keyword.arg: call.evaluate(keyword.value) for keyword in call.node.keywords if keyword.arg}
    return Value(maker=call.name, members=MappingProxyType(scheme), complete=not call.open)


# -- django-configurations ---------------------------------------------------------------------------------------------

_CLASS_VALUES: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        **dict.fromkeys(("IntegerValue", "PositiveIntegerValue"), Kind.INT),
        "FloatValue": Kind.FLOAT,
        "DecimalValue": Kind.DECIMAL,
        "BooleanValue": Kind.BOOL,
        **dict.fromkeys(
            ("Value", "SecretValue", "PathValue", "EmailValue", "URLValue", "IPValue", "RegexValue"), Kind.STRING
        ),
        **dict.fromkeys(("ListValue", "TupleValue", "SetValue", "DictValue", "BackendsValue"), Kind.CONTAINER),
    }
)  # fmt: skip


def _class_value(kind: Kind, call: Call) -> Value:
    """
    ``values.IntegerValue(3600)``: the variable has the name of the setting; with ``environ=False`` the value is the
    default.
    """
    default, switch = call.argument(0, "default"), call.argument(1, "environ")
    if default is None:
        default = (
            container(()) if kind is Kind.CONTAINER else constant(None).replaced(source=_NOTHING.source, variable="")
        )
    if switch is not None and switch.truth is False:
        return default
    return _with_default(from_environment(kind, "", "environment" if kind is Kind.STRING else None), default)


CALLS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        **{name: partial(_read, reader) for name, reader in _FUNCTIONS.items()},
        **dict.fromkeys(_CLASSES, _made),
        **{f"configurations.values.{name}": partial(_class_value, kind) for name, kind in _CLASS_VALUES.items()},
    }
)


# -- variables that are on or off --------------------------------------------------------------------------------------

# Only names with one of these words are on/off switches: bool(environ.get("DYNO")) tests whether the variable exists,
# which is right.
_SWITCH_WORDS: Final = """
    ALWAYS BOOL BROWSER CLOSE COOKIE DEBUG DISABLE DISABLED ENABLE ENABLED EVERY EXPIRE FLAG FORCE HTTPONLY HTTPS IS
    ONLY REQUEST SAVE SECURE SSL TLS USE
    """
_SWITCHES: Final = frozenset(_SWITCH_WORDS.split())
# What the variable is the path, name or secret of: bool(environ.get("SSL_CERT_FILE")) tests whether it exists.
_OTHER_WORDS: Final = "CERT CERTS CERTIFICATE DIR DOMAIN FILE HOST KEY NAME PATH PORT PROXY ROOT TOKEN URL"
_OF_OTHERS: Final = frozenset(_OTHER_WORDS.split())
_ON_OR_OFF: Final = frozenset({"true", "false", "0", "1", "yes", "no"})


def is_switch(name: str, defaults: Iterable[object]) -> bool:
    """Whether a variable is an on/off switch, by a word in its name or by its default."""
    if any(isinstance(default, bool) or default == 0 or str(default).lower() in _ON_OR_OFF for default in defaults):
        return True
    words = name.upper().split("_")
    return not _SWITCHES.isdisjoint(words) and words[-1] not in _OF_OTHERS
