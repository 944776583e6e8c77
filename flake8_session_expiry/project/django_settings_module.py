"""
The settings modules that a Python file (``manage.py``, ``wsgi.py``, ``asgi.py``) names for ``DJANGO_SETTINGS_MODULE``.
The file is read, not run.

A name may be a literal (``"shop.settings"``), one of several (``"a" if X else "b"``), the default of a variable
(``config("DJANGO_SETTINGS_MODULE", default="shop.settings")``, which is as certain as ``os.environ.setdefault``: the
environment may have another value in both cases), or computed (``f"config.settings.{ENV}"``): then only its pattern is
known.
"""

from __future__ import annotations

import ast
import itertools
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flake8_session_expiry.project.files import Stamp, read_text, stamp

MODULE = "DJANGO_SETTINGS_MODULE"
CLASS = "DJANGO_CONFIGURATION"
ANY = "*"
"""In a name: a part of it that is not known."""
_READER = re.compile(r"(?:\w+\.)*(?:environ\.get|getenv|config|env|env\.(?:str|get))")
"""
``os.environ.get()``, ``os.getenv()``, ``config()`` of python-decouple, ``env()`` and ``env.str()`` of django-environ.
"""
_MOST = 20
_DEEPEST = 10


@dataclass(frozen=True)
class Given:
    """
    One value that a file assigns to one of the two variables, in ``line``. ``text`` is a name, with ``*`` for parts
    that are not known; None where nothing of it is known. ``variable`` is the environment variable that it is read
    from, if it is nothing else.
    """

    key: str
    text: str | None
    line: int
    variable: str | None = None


def given_in(path: str) -> tuple[Given, ...]:
    """
    The values that a file assigns to the two variables; one Given without a text for a file with their names that
    cannot be parsed.
    """
    folder = os.path.dirname(path)
    return _given_in(stamp(path), stamp(os.path.join(folder, ".env")), stamp(os.path.join(folder, "settings.ini")))


@lru_cache(maxsize=512)
def _given_in(at: Stamp, *environments: Stamp) -> tuple[Given, ...]:
    code = read_text(at.path)
    if MODULE not in code:
        return ()
    try:
        tree = ast.parse(code.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (Given(MODULE, None, 0),)
    return tuple(dict.fromkeys(_Reader(tree, "\n".join(read_text(each.path) for each in environments)).given()))


class _Reader:
    """Reads one file; ``environment`` is the text of the ``.env`` beside it."""

    def __init__(self, tree: ast.Module, environment: str) -> None:
        self._tree = tree
        self._environment = environment
        bound = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
        values: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        values.setdefault(target.id, []).append(node.value)
        self._values = {name: found for name, found in values.items() if len(found) == bound.count(name)}

    def given(self) -> Iterator[Given]:
        """Each value of the two variables."""
        for key, value in _pairs(self._tree):
            if not isinstance(key, ast.Constant) or key.value not in {MODULE, CLASS}:
                continue
            texts = self._texts(value, 0)
            if not texts:
                yield Given(key.value, None, value.lineno, _variable(value))
            for text in texts:
                yield Given(key.value, None if text.strip(ANY + ".") == "" else text, value.lineno)

    def _texts(self, node: ast.expr, depth: int) -> list[str]:
        """
        The texts that an expression may be, each with ``*`` for parts that are not known; [] for a variable without a
        value.
        """
        if depth > _DEEPEST:
            return [ANY]
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else [ANY]
        if isinstance(node, ast.Name):
            values = self._values.get(node.id, [])
            return [text for value in values for text in self._texts(value, depth + 1)] if values else [ANY]
        if isinstance(node, ast.IfExp):
            return [*self._texts(node.body, depth + 1), *self._texts(node.orelse, depth + 1)]
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return [text for value in node.values for text in self._texts(value, depth + 1)]
        if isinstance(node, ast.JoinedStr):
            return self._together(
                [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values], depth
            )
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._together([node.left, node.right], depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            values = list(node.right.elts) if isinstance(node.right, ast.Tuple) else [node.right]
            return self._formatted(node.left, "%s", values, depth)
        if isinstance(node, ast.Call):
            return self._of_call(node, depth)
        return [ANY]

    def _of_call(self, node: ast.Call, depth: int) -> list[str]:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "format" and not node.keywords:
            return self._formatted(node.func.value, "{}", node.args, depth)
        if (variable := _variable(node)) is None:
            return [ANY]
        found = [
            match["text"] for match in re.finditer(_LINE.format(re.escape(variable)), self._environment, re.MULTILINE)
        ]
        default = next((word.value for word in node.keywords if word.arg == "default"), None)
        if default is None and len(node.args) > 1:
            default = node.args[1]
        return [*found[-1:], *(self._texts(default, depth + 1) if default is not None else ())]

    def _formatted(self, template: ast.expr, place: str, values: Sequence[ast.expr], depth: int) -> list[str]:
        """``"config.settings.{}".format(env)``, ``"config.settings.%s" % env``."""
        if not isinstance(template, ast.Constant) or not isinstance(template.value, str):
            return [ANY]
        pieces = template.value.split(place)
        if len(pieces) != len(values) + 1:
            return [ANY]
        parts: list[ast.expr] = [ast.Constant(pieces[0])]
        for value, piece in zip(values, pieces[1:], strict=True):
            parts += [value, ast.Constant(piece)]
        return self._together(parts, depth)

    def _together(self, parts: Sequence[ast.expr], depth: int) -> list[str]:
        """
        The texts of several parts together. A part that is not a literal of the file (the default of a variable) may be
        another one where the site runs: such a name is a pattern.
        """
        every = [
            self._texts(part, depth + 1) if isinstance(part, ast.Constant) or self._is_constant(part) else [ANY]
            for part in parts
        ]
        return ["".join(chosen) for chosen in itertools.islice(itertools.product(*every), _MOST)]

    def _is_constant(self, node: ast.expr) -> bool:
        """Whether a name has only texts of this file as its values."""
        values = self._values.get(node.id, []) if isinstance(node, ast.Name) else []
        return bool(values) and all(isinstance(value, ast.Constant) for value in values)


_LINE = r"^\s*(?:export\s+)?{}\s*=\s*([\"']?)(?P<text>[\w.]+)\1\s*$"


def _variable(node: ast.expr) -> str | None:
    """The environment variable that a call reads; None if it does not read one."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    name = node.args[0]
    if (
        not isinstance(name, ast.Constant)
        or not isinstance(name.value, str)
        or not _READER.fullmatch(ast.unparse(node.func))
    ):
        return None
    return name.value


def _pairs(tree: ast.Module) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    """``environ.setdefault(key, value)``, ``environ[key] = value``, ``{key: value}``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
            if len(node.args) > 1:
                yield node.args[0], node.args[1]
        elif isinstance(node, ast.Assign):
            yield from ((target.slice, node.value) for target in node.targets if isinstance(target, ast.Subscript))
        elif isinstance(node, ast.Dict):
            yield from zip(node.keys, node.values, strict=True)
