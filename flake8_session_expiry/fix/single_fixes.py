"""
What each fix of a text changes when it is made alone, imports included.

To make one and to compare the texts takes as long as the module is; with a fix in each function that would be the
square of it. So the imports are looked at once, for all fixes inside of functions and the like that leave the other
statements of the module as they are; only for others they are looked at again.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from os.path import commonprefix

from flake8_session_expiry.engine.findings import NeededImport
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix import import_statements
from flake8_session_expiry.fix.apply import apply_repairs
from flake8_session_expiry.fix.repairs import Repair, Splice
from flake8_session_expiry.fix.spans import Span

_WORD = re.compile(r"[^\W\d]\w*")
_Import = ast.Import | ast.ImportFrom


class SingleFixes:
    """The fixes of one text; what they have in common is looked up once."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self._new_imports: dict[tuple[NeededImport, ...], tuple[Splice, ...]] = {}

    def changes(self, repair: Repair) -> tuple[Splice, ...]:
        """All changes of one fix that the fixer would make, by place; none where it would not make it."""
        splices = repair.splices
        words = {word for each in splices for word in _WORD.findall(self.source.text[each.start : each.end])}
        taken = words & self._imported.keys()
        if not repair.imports and not taken:
            return splices
        names = taken | (words & {import_statements.bound_name(needed) for needed in repair.imports})
        if self._is_inside_statement(repair) and all(self._is_used_elsewhere(name, splices) for name in names):
            return self._with_new_imports(repair)
        return tuple(differences(self.source.text, apply_repairs(self.source, [repair]).text))

    @cached_property
    def _imported(self) -> dict[str, list[int]]:
        """The names that imports bind, each with the places where it is used as a name, in order."""
        nodes = list(ast.walk(self.source.python_tree))
        aliases = (alias for node in nodes if isinstance(node, _Import) for alias in node.names)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for node in nodes:
            if isinstance(node, ast.Name):
                places[node.id].append(import_statements.offset(self.source, node.lineno, node.col_offset))
        names = {(alias.asname or alias.name).partition(".")[0] for alias in aliases}
        return {name: sorted(places[name]) for name in names}

    def _is_used_elsewhere(self, name: str, splices: Sequence[Splice]) -> bool:
        """Whether a name is also used outside of replaced code, so that its import surely stays."""
        places = self._imported.get(name, [])
        inside = sum(bisect_left(places, each.end) - bisect_left(places, each.start) for each in splices)
        return len(places) > inside

    @cached_property
    def _statements(self) -> list[Span]:
        """The lines of each statement of the module but imports and the first one, which may be a docstring."""
        starts = [*self.source.line_starts, len(self.source.text)]
        return [
            (starts[node.lineno - 1], starts[node.end_lineno or node.lineno])
            for index, node in enumerate(self.source.python_tree.body)
            if not isinstance(node, _Import) and (index or hasattr(node, "body"))
        ]

    def _is_inside_statement(self, repair: Repair) -> bool:
        """Whether it leaves the imports of the module as they are, and where a new one would be written."""
        second_line = self.source.line_starts[1] if len(self.source.line_starts) > 1 else len(self.source.text)
        for each in repair.splices:
            index = bisect_right(self._statements, (each.start, len(self.source.text) + 1)) - 1
            if index < 0 or each.start < second_line or "import" in each.text:
                return False
            start, end = self._statements[index]
            if each.start <= start or each.end >= end:
                return False
        return True

    def _with_new_imports(self, repair: Repair) -> tuple[Splice, ...]:
        if repair.imports not in self._new_imports:
            text = self.source.text
            for needed in dict.fromkeys(repair.imports):
                if splice := import_statements.addition(SourceFile(self.source.name, text), needed):
                    text = text[: splice.start] + splice.text + text[splice.end :]
            self._new_imports[repair.imports] = tuple(differences(self.source.text, text))
        own = self._narrowed_to_differences(repair.splices)
        return tuple(sorted([*self._new_imports[repair.imports], *own], key=lambda each: (each.start, each.end)))

    def _narrowed_to_differences(self, splices: Sequence[Splice]) -> Iterator[Splice]:
        """The same changes as ``differences`` of the whole text has them, by the lines that they touch."""
        starts, text = [*self.source.line_starts, len(self.source.text)], self.source.text
        first = starts[bisect_right(starts, splices[0].start) - 1]
        last = max(splices[-1].end, starts[min(bisect_left(starts, splices[-1].end), len(starts) - 1)])
        new, done = "", first
        for each in splices:
            new, done = new + text[done : each.start] + each.text, each.end
        for found in differences(text[first:last], new + text[done:last]):
            yield Splice(found.start + first, found.end + first, found.text)


def differences(old: str, new: str) -> Iterator[Splice]:
    """The changes that make ``new`` of ``old``, by place: of lines that differ only the part that does."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = _number_of_common(before, after)
    tail = _number_of_common(before[head:][::-1], after[head:][::-1])
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    starts = [sum(map(len, old.splitlines(keepends=True)[:head]))]
    for line in before:
        starts.append(starts[-1] + len(line))
    for tag, first, last, first_new, last_new in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _narrowed(starts[first], "".join(before[first:last]), "".join(after[first_new:last_new]))


def _number_of_common(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _narrowed(start: int, old: str, new: str) -> Splice:
    """One change without what is the same at its beginning and at its end."""
    head = len(commonprefix([old, new]))
    old, new = old[head:], new[head:]
    tail = len(commonprefix([old[::-1], new[::-1]]))
    return Splice(start + head, start + head + len(old) - tail, new[: len(new) - tail])
