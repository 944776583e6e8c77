"""One settings module -> its policy: the rows of the table, and what really ends a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy import verdicts
from flake8_session_expiry.policy.endings_by_engine import CACHE_ENGINES, stories
from flake8_session_expiry.policy.middleware import (
    is_whole,
    middleware_rows,
    names,
    other_session_middleware,
    session_entry,
)
from flake8_session_expiry.policy.plain_values import (
    CACHE_WORDS,
    described,
    described_plainly,
    quoted,
    secret_words,
    source_words,
)
from flake8_session_expiry.policy.report import Answer, Group, ModulePolicy, Possibility, Row, Verdict
from flake8_session_expiry.policy.setting_rows import Facts, distinct, possibility, shown, words_of
from flake8_session_expiry.reference.settings import (
    ENGINE_MODULES,
    SESSION_MIDDLEWARE,
    SESSION_SETTINGS,
    is_of_a_package,
    near_miss,
)
from flake8_session_expiry.settings.effective import Certainty, ProjectSettings
from flake8_session_expiry.settings.namespace import Origin
from flake8_session_expiry.settings.purpose import Purpose, purpose
from flake8_session_expiry.values.value import UNSET, Value

_LIFE = {
    "SESSION_COOKIE_AGE": "How long does a session last?",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE": "Does closing the browser end it?",
    "SESSION_SAVE_EVERY_REQUEST": "Does every request prolong it?",
}
_STORE = {
    "SESSION_ENGINE": "Where are sessions kept?",
    "SESSION_CACHE_ALIAS": "Which of the caches is theirs?",
    "SESSION_FILE_PATH": "Which folder is theirs?",
    "SESSION_SERIALIZER": "How are they written down?",
    "CSRF_USE_SESSIONS": "Where is the token against forged forms (CSRF)?",
}
_COOKIE = {
    "SESSION_COOKIE_NAME": "What is the cookie called?",
    "SESSION_COOKIE_SECURE": "Is it sent over HTTPS only?",
    "SESSION_COOKIE_HTTPONLY": "Is it hidden from scripts in the page?",
    "SESSION_COOKIE_SAMESITE": "Is it sent when other sites make the request?",
    "SESSION_COOKIE_DOMAIN": "Which hosts get it?",
    "SESSION_COOKIE_PATH": "Which pages get it?",
}
COVERED = frozenset({*_LIFE, *_STORE, *_COOKIE})
"""The settings that have a row of their own in every report."""


def module_policy(
    settings: ProjectSettings, options: Options, version: tuple[int, int] | None, root: str, class_: str | None = None
) -> ModulePolicy:
    """
    The policy of one module, or of the class of django-configurations whose settings these are; ``root`` is its
    project's folder.
    """
    facts = Facts(settings, version, options)
    groups = [
        Group("How long a session lasts", tuple(_plain_row(facts, *each) for each in _LIFE.items())),
        Group("Where sessions are kept", tuple(_store_rows(facts))),
        Group("The cookie in the browser", tuple(_plain_row(facts, *each) for each in _COOKIE.items())),
        Group("What all of it rests on", (*_secret_rows(facts), *middleware_rows(facts))),
        Group("Session settings that are not Django's", tuple(_foreign_rows(facts))),
    ]
    told, untold = stories(facts)
    return ModulePolicy(
        path=shown(settings.path),
        class_name=class_,
        purpose=_purpose(facts, root),
        django=version,
        complete=settings.complete,
        groups=tuple(group for group in groups if group.rows),
        stories=tuple(told),
        notes=tuple(_notes(facts, untold)),
    )


def _purpose(facts: Facts, root: str) -> Purpose:
    """
    The purpose of a module by its path in the project, then by its path as it is shown: names of folders above a
    project say little about it.
    """
    debug = facts.known("DEBUG")
    production = facts.options.production_settings
    path = facts.settings.path
    of_project = purpose(relative_path(path, root), None if debug is UNSET else bool(debug), production)
    return of_project if of_project is not Purpose.UNSTATED else purpose(shown(path), None, production)


def _plain_row(facts: Facts, name: str, question: str) -> Row:
    around = facts.surroundings

    def words(value: Value) -> str:
        return words_of(value, lambda value: described(name, value, around))

    def judge(value: Value) -> Verdict:
        if name == "SESSION_COOKIE_AGE":
            return verdicts.of_age(value, facts.options)
        if value.known:
            return verdicts.of_cookie(name, value.constant, facts.options)
        return verdicts.NOT_KNOWN if verdicts.requirement_of(name, facts.options) else Verdict(Answer.NONE)

    return facts.row(name, question, words, judge)


def _engine_names(facts: Facts) -> set[str]:
    """Short names of the engines that it may be; "" for any other."""
    return {
        ENGINE_MODULES.get(value.constant, "") if isinstance(value.constant, str) else ""
        for value, _ in facts.alternatives("SESSION_ENGINE")
    }


def _store_rows(facts: Facts) -> Iterator[Row]:
    engines = _engine_names(facts)
    for name, question in _STORE.items():
        if name == "SESSION_CACHE_ALIAS":
            yield _unless_unused(
                facts.row(name, question, lambda value: words_of(value, quoted)), engines, CACHE_ENGINES
            )
            if engines & (CACHE_ENGINES | {""}):
                yield from _cache_row(facts, engines)
        else:
            row = _plain_row(facts, name, question)
            yield _unless_unused(row, engines, {"file"}) if name == "SESSION_FILE_PATH" else row


def _unless_unused(row: Row, engines: set[str], users: frozenset[str] | set[str]) -> Row:
    """The row, or one with the words that the engine does not use this setting."""
    if engines & {*users, ""}:
        return row
    return replace(
        row, possible=tuple(replace(each, words=f"{each.words} (this engine does not use it)") for each in row.possible)
    )


def _cache_row(facts: Facts, engines: set[str]) -> Iterator[Row]:
    """The cache of the engine. Only its kind is shown: its location may have a password in it."""
    alias = facts.known("SESSION_CACHE_ALIAS")
    if not isinstance(alias, str):
        return
    caches = facts.get("CACHES")
    found: list[Possibility] = []
    for value, origin in facts.alternatives("CACHES"):
        entry = (value.mapping or {}).get(alias)
        if entry is None and value.mapping is not None and value.complete:
            found.append(Possibility("there is no cache of this name: Django fails", shown_origin(origin), known=True))
            continue
        backend = ((entry.mapping or {}).get("BACKEND") if entry is not None else None) or entry or value
        for each in backend.alternatives():
            each = each if isinstance(each.constant, str) else each.replaced(constant=UNSET)
            words = words_of(each, lambda value: CACHE_WORDS.get(str(value), quoted(value)))
            judged = verdicts.of_cache(each.constant, engines)
            found.append(replace(possibility(each, origin, words, judged), default=caches.default))
    found = list(distinct(found))
    certainty = Certainty.KNOWN if len(found) == 1 and found[0].known else Certainty.UNKNOWN
    if certainty is Certainty.UNKNOWN and any(each.known for each in found):
        certainty = Certainty.CONDITIONAL
    name, question = f"CACHES[{quoted(alias)}]", "What is that cache?"
    yield Row(name, question, tuple(found), certainty, verdicts.joined(found))


def shown_origin(origin: Origin | None) -> Origin | None:
    """An origin as it is shown."""
    return None if origin is None else Origin(shown(origin.path), origin.line)


def _secret_rows(facts: Facts) -> Iterator[Row]:
    question = "Where does the key come from that signs it?"
    yield facts.row("SECRET_KEY", question, secret_words, verdicts.of_secret_key, secret=True)
    if "SECRET_KEY_FALLBACKS" in facts.settings.names():
        yield facts.row("SECRET_KEY_FALLBACKS", "Which older keys still count?", _fallbacks, secret=True)


def _fallbacks(value: Value) -> str:
    if value.items is None or not value.complete:
        return source_words(value)
    number = len(value.items)
    return "none" if not number else f"{number} older key{'s' if number > 1 else ''}"


def _foreign_rows(facts: Facts) -> Iterator[Row]:
    for name in sorted(set(facts.settings.names())):
        if not name.startswith("SESSION_") or name in SESSION_SETTINGS:
            continue
        meant = near_miss(name)
        question = (
            "A setting of a package"
            if is_of_a_package(name)
            else "Django does not know it: it has no effect unless other code reads it"
        )
        if meant is not None:
            question = f"Django does not know it: it has no effect; {meant} may be meant"
        yield facts.row(name, question, lambda value: words_of(value, described_plainly), secret=True)


def _notes(facts: Facts, untold: int) -> Iterator[str]:
    settings = facts.settings
    if settings.namespace.open is not None:
        place = settings.namespace.open
        yield (
            f"{shown(place.path)}:{place.line} takes in settings that cannot be read from here; they may change"
            " what is said below."
        )
    lists = [value for value, _ in facts.alternatives("MIDDLEWARE")]
    sessions = {session_entry(names(value)) for value in lists}
    if sessions == {None} and all(map(is_whole, lists)):
        yield "MIDDLEWARE lists no session middleware: there are no sessions, and nothing below has any effect."
    for name in sorted(name for name in sessions - {SESSION_MIDDLEWARE} if name is not None):
        yield (
            f"MIDDLEWARE lists {printable(name)} instead of Django's session middleware: what it makes of these"
            " settings is not judged here."
        )
    for name in other_session_middleware(facts):
        yield f"MIDDLEWARE lists {name}: it may end sessions by rules of its own, which are not judged here."
    if untold:
        yield f"There are {untold} more combinations of the values in the table."
