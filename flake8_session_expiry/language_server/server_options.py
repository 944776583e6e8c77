"""
What a user can set in the editor: one table, from which the page about editors is made, too.

They come in ``initializationOptions``, with ``workspace/didChangeConfiguration`` or by ``workspace/configuration``;
there as they are, or below ``flake8-session-expiry``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from flake8_session_expiry.near_names import did_you_mean

SECTION: Final = "flake8-session-expiry"
SEVERITIES: Final = ("error", "warning", "information", "hint", "off")
_LONGEST_DEBOUNCE: Final = 10_000
_ONE_OF: Final = '"error", "warning", "information", "hint" or "off"'


class WrongValue(ValueError):
    """A value that an option cannot have; the text is what it must be."""


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise WrongValue("true or false")


def _milliseconds(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LONGEST_DEBOUNCE:
        return value
    raise WrongValue(f"a whole number of milliseconds up to {_LONGEST_DEBOUNCE}")


def _severities(value: object) -> Mapping[str, str]:
    """One severity for all codes, or one for each beginning of a code, "DSE" for the others."""
    table = {"DSE": value} if isinstance(value, str) else value
    if not isinstance(table, Mapping) or not all(
        isinstance(code, str) and code.upper().startswith("DSE") and severity in SEVERITIES
        for code, severity in table.items()
    ):
        raise WrongValue(f'{_ONE_OF}, or a table of codes or their beginnings: {{"DSE5": "error", "DSE": "warning"}}')
    return {code.upper(): severity for code, severity in table.items()}


def _arguments(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise WrongValue('a list of options as on the command line: ["--session-expiry-profile=nist-aal2"]')


def _option(key: str, shown: str, words: str, read: Callable[[object], object]) -> dict[str, object]:
    return {"key": key, "shown": shown, "words": words, "read": read}


@dataclass(frozen=True)
class ServerOptions:
    """The options as they are set; ``metadata`` of a field has its key in the editor, and the words about it."""

    diagnostics: bool = field(
        default=True,
        metadata=_option(
            "diagnostics",
            "`true`",
            "`false` where the editor shows the findings already, by flake8: fixes, hover and hints stay.",
            _switch,
        ),
    )
    severity: Mapping[str, str] = field(
        default_factory=lambda: {"DSE": "warning"},
        metadata=_option(
            "severity",
            '`"warning"`',
            f"How findings are shown: {_ONE_OF}; or a table of codes or their beginnings, of which the longest counts:"
            ' `{"DSE5": "error", "DSE": "warning"}`.',
            _severities,
        ),
    )
    inlay_hints: bool = field(
        default=True,
        metadata=_option("inlayHints", "`true`", "The length beside numbers: `set_expiry(86400)` `1 day`.", _switch),
    )
    unsafe_fixes: bool = field(
        default=True,
        metadata=_option(
            "unsafeFixes",
            "`true`",
            "Whether fixes are offered that are probably, not certainly, what was meant. They are marked so, and never"
            " part of `source.fixAll`.",
            _switch,
        ),
    )
    debounce: int = field(
        default=150,
        metadata=_option(
            "debounce", "`150`", "How many milliseconds after the last key the text is checked.", _milliseconds
        ),
    )
    arguments: tuple[str, ...] = field(
        default=(),
        metadata=_option(
            "arguments",
            "`[]`",
            "Options as on the command line of `flake8-session-expiry check`, in addition to the configuration files:"
            ' `["--session-expiry-profile=nist-aal2"]`.',
            _arguments,
        ),
    )

    def severity_of(self, code: str) -> str:
        """The severity of a code by its longest beginning in the table; the default for one that is not in it."""
        found = [beginning for beginning in self.severity if code.startswith(beginning)]
        return self.severity[max(found, key=len)] if found else "warning"

    def updated(self, given: object, problems: list[str], *, is_ours: bool = False) -> ServerOptions:
        """
        These options with those that an editor sends. What is wrong in them is left as it was, with a line in
        ``problems``. Where it is not certain that they are all for us (``is_ours``), unknown ones are those of others.
        """
        table, is_below_our_name = _own_table(given)
        by_key = {each.metadata["key"]: each for each in fields(self)}
        changes: dict[str, Any] = {}
        for key, value in table.items():
            if key not in by_key:
                if is_ours or is_below_our_name:
                    problems.append(f"there is no option {key!r}{did_you_mean(str(key), by_key)}")
                continue
            try:
                changes[by_key[key].name] = by_key[key].metadata["read"](value)
            except WrongValue as wrong:
                problems.append(f"{key} must be {wrong}")
        return replace(self, **changes)


def _own_table(given: object) -> tuple[Mapping[Any, object], bool]:
    """What an editor sends, and whether it is below our name: as it is, below that, below ``settings``, or both."""
    is_below = False
    for name in ("settings", SECTION):
        if isinstance(given, Mapping) and name in given:
            given = given[name]
            is_below = is_below or name == SECTION
    return (given if isinstance(given, Mapping) else {}), is_below


def options_table() -> Iterator[str]:
    """The lines of the table in the page about editors."""
    yield "| option | default | what it does |"
    yield "|---|---|---|"
    for each in fields(ServerOptions):
        yield f"| `{each.metadata['key']}` | {each.metadata['shown']} | {each.metadata['words']} |"
