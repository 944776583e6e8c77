"""The code of a call that reads an environment variable as a number or a truth value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import libcst as cst

from flake8_session_expiry.engine.findings import Replace
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.rewrites.layout import fitting, in_lines, quote_of

_TRUE: Final = ("1", "true", "yes", "on")


def casting_method(source: SourceFile, call: cst.Call, cast: str) -> Replace:
    """``env.int("X")`` of django-environ and environs for ``env("X")``."""
    function, code = source.code(call.func), source.code(call)
    broken = _broken(source, f"{function}.{cast}", call.args)
    changed = f"{function}.{cast}{code.removeprefix(function)}"
    if "\n" in code or fitting(source, call, changed, broken) == changed:
        return Replace(call.func, f"{function}.{cast}")
    return Replace(call, broken)


def with_cast(source: SourceFile, call: cst.Call, cast: str) -> str:
    """``config("X", cast=int)`` of decouple for ``config("X")``."""
    argument = cst.Arg(
        cst.Name(cast),
        keyword=cst.Name("cast"),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
    changed = _with_argument(call, argument)
    code = source.tree.module.code_for_node(changed)
    return code if "\n" in code else fitting(source, call, code, _broken(source, source.code(call.func), changed.args))


def compared(
    source: SourceFile, node: cst.BaseExpression, reader: cst.BaseExpression, default: cst.Arg | None, constant: object
) -> str | None:
    """
    ``os.environ.get("X", "False").lower() in (...)`` in the place of ``node``.

    ``default`` is that of the reader, ``constant`` its value; a default that is no string becomes the text of its truth
    value. None where that is not possible.
    """
    text = _as_text(source, reader, default, constant)
    if text is None:
        return None
    quote = quote_of(source)
    among = f"in ({', '.join(f'{quote}{word}{quote}' for word in _TRUE)})"
    on_one_line = f"{text}.lower() {among}"
    if "\n" in text:
        return on_one_line
    in_brackets = [in_lines(source, on_one_line), in_lines(source, f"{text}.lower()", among)]
    return fitting(source, node, on_one_line, *(f"({lines})" for lines in in_brackets))


def _as_text(source: SourceFile, reader: cst.BaseExpression, default: cst.Arg | None, constant: object) -> str | None:
    """A reader that always returns a string."""
    if not isinstance(reader, cst.Call):
        return source.code(reader) if isinstance(reader, cst.Subscript) else None
    quote = quote_of(source)
    if default is None:
        changed = _with_argument(reader, cst.Arg(cst.SimpleString(quote * 2)))
    elif isinstance(constant, str):
        changed = reader
    elif isinstance(constant, (bool, int, type(None))):
        text = default.with_changes(value=cst.SimpleString(f"{quote}{bool(constant)}{quote}"))
        changed = reader.with_changes(args=[text if arg is default else arg for arg in reader.args])
    else:
        return None
    return source.tree.module.code_for_node(changed)


def _broken(source: SourceFile, function: str, args: Sequence[cst.Arg]) -> str:
    """A call with its arguments on a line of their own."""
    code_for_node = source.tree.module.code_for_node
    listed = ", ".join(code_for_node(arg.with_changes(comma=cst.MaybeSentinel.DEFAULT)) for arg in args)
    return f"{function}({in_lines(source, listed)})"


def _with_argument(call: cst.Call, argument: cst.Arg) -> cst.Call:
    """A call with one more argument; a comma or a line end after the last one stays at the end."""
    *others, last = call.args
    before = last.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=cst.SimpleWhitespace(""))
    added = argument.with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg)
    return call.with_changes(args=[*others, before, added])
