"""
What an editor offers at a place: the fix of each finding, safe ones first; a comment that silences it; its page. And
``source.fixAll``, which makes every safe fix of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lsprotocol import types

from flake8_session_expiry.api import Diagnostic, Safety
from flake8_session_expiry.language_server.diagnostics import diagnostics, range_of, span
from flake8_session_expiry.language_server.server_options import SECTION, ServerOptions
from flake8_session_expiry.language_server.text_checks import TextChange, can_be_silenced
from flake8_session_expiry.language_server.text_places import TextPlaces

QUICK_FIX: Final = types.CodeActionKind.QuickFix.value
FIX_ALL: Final = f"{types.CodeActionKind.SourceFixAll.value}.{SECTION}"
KINDS: Final = (QUICK_FIX, types.CodeActionKind.SourceFixAll.value, FIX_ALL)
EXPLAIN: Final = f"{SECTION}.explain"
"""The command behind "Explain": its argument is a code."""
_LONGEST: Final = 30


def is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether an editor asks for a kind: for all, for it, or for one above it (``source`` has ``source.fixAll``)."""
    return only is None or any(kind == each or kind.startswith(f"{each}.") or not each for each in only)


@dataclass(frozen=True)
class Actions:
    """
    The actions for the findings of one text. ``is_versioned`` if the editor refuses changes of another version. The
    ``data`` of an action comes back when it is chosen, and its change is looked for then.
    """

    places: TextPlaces
    options: ServerOptions
    uri: str
    version: int | None
    is_versioned: bool

    def at(
        self, start: int, end: int, found: Iterable[Diagnostic], named: Iterable[types.Diagnostic]
    ) -> list[Diagnostic]:
        """
        The findings that characters ``start`` to ``end``, which are selected, touch, and those that the editor names:
        Neovim names all of the line in which the cursor is.
        """
        places = {(each.code, each.range.start.line, each.range.start.character) for each in named}

        def is_here(each: Diagnostic) -> bool:
            first, last = span(each, self.places)
            return (first <= end and start <= last) or (each.code, *self.places.position(first)) in places

        return [each for each in found if is_here(each)]

    def about(self, here: Sequence[Diagnostic]) -> Iterator[types.CodeAction]:
        """What is offered for findings: fixes, comments, then pages."""
        fixes = [action for each in here if (action := self._fix(each)) is not None]
        yield from sorted(fixes, key=lambda action: not action.is_preferred)
        lines = {(each.line, each.code): each for each in here if can_be_silenced(each.code)}
        for (line, code), each in lines.items():
            yield types.CodeAction(
                title=f"Ignore {code} on this line",
                kind=QUICK_FIX,
                diagnostics=self._shown(each),
                data={"uri": self.uri, "version": self.version, "ignore": [line, code]},
            )
        for code in dict.fromkeys(each.code for each in here):
            command = types.Command(title=f"Explain {code}", command=EXPLAIN, arguments=[code])
            shown = [each for each in here if each.code == code]
            yield types.CodeAction(
                title=f"Explain {code}", kind=QUICK_FIX, diagnostics=self._shown(*shown), command=command
            )

    def fix_all(self, found: Iterable[Diagnostic]) -> Iterator[types.CodeAction]:
        """One action, where any finding has a safe fix."""
        number = sum(each.fix is not None and each.fix.safety is Safety.SAFE for each in found)
        if number:
            yield types.CodeAction(
                title=f"Make all safe fixes of {SECTION}",
                kind=FIX_ALL,
                data={"uri": self.uri, "version": self.version, "fixAll": True},
            )

    def edit(self, changes: Iterable[TextChange]) -> types.WorkspaceEdit:
        """Changes of the text, for an editor."""
        edits = [
            types.TextEdit(range=range_of(each.start, each.end, self.places), new_text=each.text) for each in changes
        ]
        if not self.is_versioned:
            return types.WorkspaceEdit(changes={self.uri: edits})
        document = types.OptionalVersionedTextDocumentIdentifier(uri=self.uri, version=self.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(text_document=document, edits=edits)])

    def _fix(self, found: Diagnostic) -> types.CodeAction | None:
        if found.fix is None:
            return None
        is_safe = found.fix.safety is Safety.SAFE
        if not is_safe and not self.options.unsafe_fixes:
            return None
        changes = [TextChange(each.start, each.end, each.text) for each in found.fix.edits]
        title = f"Fix {found.code}{self._summary(changes)}"
        return types.CodeAction(
            title=title if is_safe else f"{title} (unsafe: probably what was meant, look at it)",
            kind=QUICK_FIX,
            diagnostics=self._shown(found),
            is_preferred=is_safe,
            edit=self.edit(changes),
        )

    def _summary(self, changes: Sequence[TextChange]) -> str:
        """``: False -> 0`` of a fix that changes one short part of a line; else nothing."""
        if len(changes) != 1:
            return ""
        old, new = self.places.text[changes[0].start : changes[0].end].strip(), changes[0].text.strip()
        is_short = all(len(each) <= _LONGEST and each.isprintable() for each in (old, new))
        return f": {old} → {new}" if is_short and old and new else ""

    def _shown(self, *found: Diagnostic) -> list[types.Diagnostic]:
        return list(diagnostics(found, self.places, self.options))
