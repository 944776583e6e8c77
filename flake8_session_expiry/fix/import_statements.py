"""Adds the imports that a repair needs, and takes out those that are no longer used after it; by Python's own tree."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from flake8_session_expiry.engine.findings import NeededImport
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.repairs import Splice
from flake8_session_expiry.fix.spans import with_blank_line

_LONGEST_LINE = 88
_WORD = re.compile(r"[^\W\d]\w*")
_HEADER = re.compile(r"(?:[ \t]*#[^\r\n]*(?:\r\n?|\n))*(?:[ \t]*(?:\r\n?|\n))*")
_Import = ast.Import | ast.ImportFrom
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def bound_name(needed: NeededImport) -> str:
    """The name that an import binds: ``datetime`` for ``import datetime`` and for ``from datetime import datetime``."""
    return needed.name or needed.module.partition(".")[0]


def clashes(tree: ast.Module, needed: NeededImport) -> bool:
    """
    Whether the module uses the name of an import for something else: then a repair that needs the import cannot be
    made.
    """
    name, nodes = bound_name(needed), list(ast.walk(tree))
    return name in _bound_otherwise(nodes) or any(
        not _is(statement, alias, needed) for statement, alias in _aliases(nodes).get(name, ())
    )


def addition(source: SourceFile, needed: NeededImport) -> Splice | None:
    """The change that adds an import to a module; None if the import is already at its top level."""
    tree = source.python_tree
    block = [statement for statement in tree.body if isinstance(statement, _Import)]
    if any(_is(statement, alias, needed) for statement in block for alias in statement.names):
        return None
    if needed.name is not None:
        for statement in block:
            is_it = isinstance(statement, ast.ImportFrom) and (statement.module, statement.level) == (needed.module, 0)
            if is_it and (splice := _joined(source, statement, needed.name)):
                return splice
    new = f"import {needed.module}" if needed.name is None else f"from {needed.module} import {needed.name}"
    return _new_line(source, new, needed)


def removal(source: SourceFile, used_before: Iterable[str]) -> Splice | None:
    """The change that takes out one import of one of these names that is no longer used in the module."""
    if source.name.endswith("__init__.py"):  # other modules may import a name from there
        return None
    nodes = list(ast.walk(source.python_tree))
    used = {node.id for node in nodes if isinstance(node, ast.Name)} | set(_bound_otherwise(nodes))
    comments = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in comments:
            used |= set(_WORD.findall(node.value))  # __all__, an annotation in quotes
    imports = _aliases(nodes)
    for name in used_before:
        found = imports.get(name, ())
        if name not in used and len(found) == 1 and (splice := _without(source, *found[0])):
            return splice
    return None


def _aliases(nodes: Iterable[ast.AST]) -> dict[str, list[tuple[_Import, ast.alias]]]:
    """The imports by the names that they bind."""
    found: dict[str, list[tuple[_Import, ast.alias]]] = {}
    for node in nodes:
        if isinstance(node, _Import):
            for alias in node.names:
                found.setdefault(alias.asname or alias.name.partition(".")[0], []).append((node, alias))
    return found


def _is(statement: _Import, alias: ast.alias, needed: NeededImport) -> bool:
    if needed.name is None:
        return isinstance(statement, ast.Import) and alias.name == needed.module and alias.asname in {None, alias.name}
    return (
        isinstance(statement, ast.ImportFrom)
        and (statement.module, statement.level) == (needed.module, 0)
        and alias.name == needed.name
        and alias.asname in {None, alias.name}
    )


def _bound_otherwise(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """
    Every name that is bound by something other than an import; not in the body of a class, where a name is its
    attribute.
    """
    in_class = {id(node) for owner in nodes if isinstance(owner, ast.ClassDef) for node in _bound_in_class(owner)}
    for node in nodes:
        if id(node) in in_class:
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, _Function | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name


def _bound_in_class(owner: ast.ClassDef) -> Iterator[ast.AST]:
    for statement in owner.body:
        if isinstance(statement, _Function | ast.ClassDef):
            yield statement
        elif isinstance(statement, ast.Assign):
            yield from statement.targets
        elif isinstance(statement, ast.AnnAssign):
            yield statement.target


def _span(source: SourceFile, node: ast.stmt | ast.alias) -> tuple[int, int]:
    """The characters of a node."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    return offset(source, node.lineno, node.col_offset), offset(source, node.end_lineno, node.end_col_offset)


def offset(source: SourceFile, line: int, column: int) -> int:
    """Which character is at a place of Python's tree: a line from 1, a column in bytes of UTF-8."""
    start = source.line_starts[line - 1]
    return start + len(source.text[start : start + column].encode()[:column].decode())


def _whole_lines(source: SourceFile, node: ast.stmt) -> tuple[int, int]:
    assert node.end_lineno is not None
    starts = [*source.line_starts, len(source.text)]
    return starts[node.lineno - 1], starts[node.end_lineno]


def _newline(source: SourceFile) -> str:
    first = source.text[: source.line_starts[1]] if len(source.line_starts) > 1 else "\n"
    return first[len(first.rstrip("\r\n")) :]


def _joined(source: SourceFile, statement: _Import, name: str) -> Splice | None:
    """Adds a name to a ``from`` import, in its order; None where that needs more than one word in one line."""
    start, end = _span(source, statement)
    line_start, line_end = _whole_lines(source, statement)
    line = source.text[line_start:line_end].rstrip("\r\n")
    if line.strip() != source.text[start:end] or "(" in line or "\n" in line or "\\" in line or "*" in line:
        return None
    if len(line) + len(name) + 2 > _LONGEST_LINE:
        return None
    names = [alias.name for alias in statement.names]
    later = [alias for alias in statement.names if alias.name.lower() > name.lower()]
    if later and names == sorted(names, key=str.lower):
        place = _span(source, later[0])[0]
        return Splice(place, place, f"{name}, ")
    return Splice(end, end, f", {name}")


def _section(statement: _Import) -> int:
    """Which section isort puts an import in: ``__future__``, the standard library, packages, relative imports."""
    module = statement.module or "" if isinstance(statement, ast.ImportFrom) else statement.names[0].name
    if isinstance(statement, ast.ImportFrom) and statement.level:
        return 3
    root = module.partition(".")[0]
    return 0 if root == "__future__" else 1 if root in sys.stdlib_module_names else 2


def _key(statement: _Import) -> tuple[bool, str]:
    if isinstance(statement, ast.ImportFrom):
        return True, (statement.module or "").lower()
    return False, statement.names[0].name.lower()


def _new_line(source: SourceFile, code: str, needed: NeededImport) -> Splice:
    """A new import among those at the head of the module, where isort would put it."""
    body = source.python_tree.body
    has_docstring = bool(body) and ast.get_docstring(source.python_tree, clean=False) is not None
    block: list[_Import] = []
    for statement in body[has_docstring:]:
        if not isinstance(statement, _Import):
            break
        block.append(statement)
    newline = _newline(source)
    if not block:
        return _first_import(source, code, has_docstring, newline)
    new = ast.parse(code).body[0]
    assert isinstance(new, _Import)
    root = needed.module.partition(".")[0]
    family = [each for each in block if _key(each)[1].partition(".")[0] == root and _section(each) == _section(new)]
    if family:
        earlier = [each for each in family if _key(each) <= _key(new)]
        return _line_after(source, earlier[-1], code) if earlier else _line_before(source, family[0], code)
    same = [each for each in block if _section(each) == _section(new)]
    if same:
        earlier = [each for each in same if _key(each) <= _key(new)]
        return _line_after(source, earlier[-1], code) if earlier else _line_before(source, same[0], code)
    lower = [each for each in block if _section(each) < _section(new)]
    if lower:
        return _line_after(source, lower[-1], newline + code)
    return _line_before(source, block[0], code + newline)


def _line_after(source: SourceFile, statement: ast.stmt, code: str) -> Splice:
    newline = _newline(source)
    _, end = _whole_lines(source, statement)
    has_newline = source.text[end - 1] in "\r\n"
    return Splice(end, end, code + newline if has_newline else newline + code)


def _line_before(source: SourceFile, statement: ast.stmt, code: str) -> Splice:
    start, _ = _whole_lines(source, statement)
    return Splice(start, start, code + _newline(source))


def _first_import(source: SourceFile, code: str, has_docstring: bool, newline: str) -> Splice:
    if has_docstring:
        return _line_after(source, source.python_tree.body[0], newline + code)
    header = _HEADER.match(source.text)
    assert header is not None
    return Splice(header.end(), header.end(), code + newline + newline)


def _without(source: SourceFile, statement: _Import, alias: ast.alias) -> Splice | None:
    """
    The change that takes one name out of an import.

    None where a comment would be lost, where the block has no other statement, and where the import is under a
    condition.
    """
    start, end = _whole_lines(source, statement)
    owners = [
        node
        for node in ast.walk(source.python_tree)
        if isinstance(node, ast.Module | _Function) and statement in node.body
    ]
    text = source.text[start:end]
    if "#" in text or ";" in text or alias.asname == alias.name or not owners:
        return None
    if len(statement.names) > 1:
        index = statement.names.index(alias)
        if index + 1 < len(statement.names):
            return Splice(_span(source, alias)[0], _span(source, statement.names[index + 1])[0], "")
        return Splice(_span(source, statement.names[index - 1])[1], _span(source, alias)[1], "")
    owner = owners[0]
    if not isinstance(owner, ast.Module) and len(owner.body) == 1:
        return None
    return Splice(*with_blank_line(source.text, start, end), "")
