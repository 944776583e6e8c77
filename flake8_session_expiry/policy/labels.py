"""Words that are the same in the terminal and on the page: answers, certainty, places, the profile, headings."""

from __future__ import annotations

from typing import Final

from flake8_session_expiry.policy.plain_values import length
from flake8_session_expiry.policy.report import (
    Answer,
    ExpiryCall,
    GetLink,
    ModulePolicy,
    Policy,
    Possibility,
    Verdict,
    WayOut,
    WaysOut,
)
from flake8_session_expiry.reference.profiles import Profile
from flake8_session_expiry.settings.effective import Certainty
from flake8_session_expiry.settings.purpose import Purpose

ANSWERS: Final = {
    Answer.YES: "ok",
    Answer.NO: "not ok",
    Answer.DEPENDS: "depends",
    Answer.UNKNOWN: "unknown",
    Answer.UNENFORCED: "not enforced",
    Answer.NONE: "–",
}
CERTAINTIES: Final = {
    Certainty.KNOWN: "known",
    Certainty.CONDITIONAL: "depends",
    Certainty.UNKNOWN: "unknown",
}
_PURPOSES: Final = {
    Purpose.PRODUCTION: "production settings",
    Purpose.DEVELOPMENT: "settings for development",
    Purpose.TESTS: "settings for tests",
    Purpose.UNSTATED: "settings",
}
TITLE: Final = "Session policy"
ENDINGS_TITLE: Final = "What really ends a session"
VIOLATIONS_TITLE: Final = "What to change"
NO_VIOLATIONS: Final = "Nothing is known to be otherwise than the profile wants it."
NOT_COUNTED: Final = "does not count for --check"
CALLS_TITLE: Final = "Lifetimes that the code sets itself"
NO_CALLS: Final = "The code never calls set_expiry(): the settings above hold for every session."
CALLS_NOTE: Final = (
    "set_expiry() gives one visitor's session a lifetime of its own instead of SESSION_COOKIE_AGE. No overall"
    " limit is enforced for a number of seconds; a fixed end is one, but for the engine signed_cookies, which leaves"
    " both to the browser."
)

WAYS_TITLE: Final = "Ways out"
WAYS_NOTE: Final = (
    "Every URL that logs out, by which methods, and what in the templates asks for it by GET (a link, a form without"
    " method=post)."
)
NO_WAYS: Final = "No URL logs out, as far as the URLs of the project can be read."


def ways_place(ways: WaysOut) -> str:
    """Where the URLs come from: ``ROOT_URLCONF is config.urls, in shop``."""
    folder = "" if ways.root == "." else f", in {ways.root}"
    return f"ROOT_URLCONF is {ways.urlconf}{folder}"


def way_name(way: WayOut) -> str:
    """The name of a route, where it has one, and its place."""
    return f"{way.name}, {way.path}:{way.line}" if way.name else f"{way.path}:{way.line}"


def link_words(link: GetLink) -> str:
    """One place that asks by GET."""
    return f"{link.path}:{link.line} asks by GET, which {link.words}"


def verdict_words(verdict: Verdict, *, source: bool = True) -> str:
    """``ok: at most one hour``, ``not ok: not sent over HTTPS only (who asks for that)``."""
    words = ANSWERS[verdict.answer]
    if verdict.reason:
        words += f": {verdict.reason}"
    return f"{words} ({verdict.source})" if verdict.source and source and verdict.answer is not Answer.YES else words


def module_words(module: ModulePolicy) -> str:
    """What the settings of a module are for."""
    words = _PURPOSES[module.purpose]
    if module.django is not None:
        words += f", Django {module.django[0]}.{module.django[1]}"
    return words if module.judged else f"{words}; its verdicts do not count for --check"


def summaries(module: ModulePolicy) -> list[tuple[str, str]]:
    """Condition ("" if there is none) and summary of each story; one, if all have the same summary."""
    found = [(story.lifetime.condition, story.summary) for story in module.stories]
    return found if len({summary for _, summary in found}) > 1 else [("", found[0][1])]


def unfollowed_words(policy: Policy) -> list[str]:
    """The files that name settings which are not in the report."""
    return [
        f"{line}. If the site runs with other settings than these, they are not judged here."
        for line in policy.unfollowed
    ]


def place_words(each: Possibility, django: tuple[int, int] | None) -> str:
    """The origin of a value."""
    if each.default:
        return f"Django's default ({f'{django[0]}.{django[1]}' if django else '4.2 to 6.1'})"
    return f"{each.origin.path}:{each.origin.line}" if each.origin is not None else "not found"


def possible_words(each: Possibility) -> str:
    """A value of a call, with its place where that is not the place of the call."""
    return f"{each.words}, {each.origin.path}:{each.origin.line}" if each.origin is not None else each.words


def call_place(call: ExpiryCall) -> str:
    """The file and line of a call."""
    return f"{call.path}:{call.line}"


def call_function(call: ExpiryCall) -> str:
    """The function that a call is in."""
    return f"{call.function}()" if call.function else "at the top of the module"


def profile_words(policy: Policy) -> str:
    """The limits of the report, with their source."""
    return limits_words(policy.profile, policy.max_age)


def limits_words(profile: Profile, max_age: int | None) -> str:
    """The limits of a profile, or of ``--session-expiry-max-age`` (in seconds) in its place, with their source."""
    if max_age is not None:
        return f"Measured by --session-expiry-max-age: at most {length(max_age)}."
    parts = []
    if profile.idle is not None:
        parts.append(f"at most {length(profile.idle)} unused")
    if profile.overall is not None:
        parts.append(f"at most {length(profile.overall)}{' overall' if profile.idle is not None else ''}")
    return f"Measured by the profile {profile.name}: {', '.join(parts)} ({profile.source}: {profile.binding})."


def tests_words(policy: Policy) -> str:
    """The sentence that calls in tests are left out, or ""."""
    number = len(policy.calls) - len(policy.calls_in_code)
    return f"{number} more call{'s' if number > 1 else ''} in tests." if number else ""
