"""Whether a value is random, so that it is another one each time that it is computed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.values.occurrence import At

_SOURCES: Final = frozenset(
    {
        "django.core.management.utils.get_random_secret_key",
        "django.utils.crypto.get_random_string",
        "secrets.choice",
        "secrets.randbits",
        "secrets.token_bytes",
        "secrets.token_hex",
        "secrets.token_urlsafe",
        "os.urandom",
        "uuid.uuid1",
        "uuid.uuid4",
        "random.SystemRandom",
        "secrets.SystemRandom",
        "cryptography.fernet.Fernet.generate_key",
    }
)
_SEEDED: Final = frozenset(
    {"random.choice", "random.choices", "random.sample", "random.randint", "random.random", "random.randbytes"}
)
"""Random unless the module calls ``random.seed``."""
SOURCES: Final = ("random", "secrets", "uuid", "Fernet")
"""Words of which one is in the name of each of them: in a module without any nothing is random."""
_CONVERTERS: Final = re.compile(r"(?:base64|binascii|hashlib|codecs|uuid)\.\w+|django\.utils\.encoding\.\w+")
_BUILTINS: Final = frozenset({"str", "bytes", "repr", "hex", "int"})
_MOST_PARTS = 100
Qualified: TypeAlias = Callable[[cst.BaseExpression], str | None]
"""Returns the full name of something imported."""


def random_source(tree: Tree, qualified: Qualified, at: At, node: cst.BaseExpression) -> str | None:
    """The random call in an expression, as it is written (``secrets.token_hex()``), or None."""
    seen: set[cst.BaseExpression] = set()
    left: list[cst.BaseExpression | str] = [node]
    while left and len(seen) < _MOST_PARTS:
        part = left.pop(0)
        if isinstance(part, str):
            return part
        if part not in seen:
            seen.add(part)
            left[:0] = _parts(tree, qualified, at, part)
    return None


def _parts(tree: Tree, qualified: Qualified, at: At, node: cst.BaseExpression) -> list[cst.BaseExpression | str]:
    """The expressions that a value is made of, or the name of its random source."""
    if isinstance(node, cst.Name):
        origin = at(node).written_as
        return [] if origin is node else [origin]
    if isinstance(node, cst.Call):
        return _of_call(tree, qualified, node)
    if isinstance(node, (cst.Attribute, cst.Subscript)):
        return [node.value]
    if isinstance(node, (cst.GeneratorExp, cst.ListComp)):
        return [node.elt]
    if isinstance(node, cst.BinaryOperation):
        return [node.left, node.right]
    if isinstance(node, cst.FormattedString):
        return [part.expression for part in node.parts if isinstance(part, cst.FormattedStringExpression)]
    return []


def _of_call(tree: Tree, qualified: Qualified, node: cst.Call) -> list[cst.BaseExpression | str]:
    name = qualified(node.func)
    if name in _SOURCES or (name in _SEEDED and not _is_seeded(tree, qualified)):
        *_, owner, last = (name or "").split(".")
        return [f"{last}()" if (name or "").startswith("django.") else f"{owner}.{last}()"]
    arguments = [argument.value for argument in node.args[:1]]
    if name is not None:
        return [*arguments] if _CONVERTERS.fullmatch(name) else []
    if isinstance(node.func, cst.Attribute):
        is_text = isinstance(node.func.value, (cst.SimpleString, cst.FormattedString))
        return [node.func.value, *arguments] if is_text else [node.func.value]
    return [*arguments] if dotted(node.func) in _BUILTINS else []


def _is_seeded(tree: Tree, qualified: Qualified) -> bool:
    is_named = bool(tree.names("seed"))
    return is_named and any(qualified(call.func) == "random.seed" for call in tree.of(cst.Call))
