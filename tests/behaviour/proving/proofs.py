"""
``@proof``: one function that shows a failure, and one that shows what is promised in its place.

Both are run on the flagged code and on the repaired code: there the failure must be gone and the promise kept, here the
other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

import django
import pytest
from django.core.exceptions import ObjectDoesNotExist

from flake8_session_expiry.reference.session_api import ASYNC_SESSIONS_SINCE
from tests.behaviour.fixed import fixed
from tests.behaviour.pages import Block, block_of, case_of, declares_fix
from tests.behaviour.proving.site import Site, site
from tests.behaviour.versions import ENGINES, Version

Claim = Callable[[Site, Block], None]

FLAGGED = "flagged"
REPAIRED = ("instead", "fix", "async-fix")


def proof(
    stem: str,
    *,
    engines: tuple[str, ...] = ENGINES,
    block: int = 0,
    instead: int | None = 0,
    case: str | None = None,
    cured_on: tuple[str, ...] | None = None,
    since: Version = (4, 2),
    before: Version | None = None,
    fix: bool | None = None,
    same: bool = False,
    asynchronous: bool = False,
    options: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    promise: Claim | None = None,
) -> Callable[[Claim], Any]:
    """
    Prove what a rule's message claims.

    The function must pass with *Flagged*, and must fail, without any request failing, with *Use instead* and with what
    our own fix makes of *Flagged*. That alone would let any other code through, so long as it is not wrong in the same
    way: what the code is there for ("lasts 5 minutes", "the user is logged out") is shown by ``promise``.

    Args:
        stem: the rule, ``dse202_bool_expiry``.
        engines: session engines on which the claim holds; those on a server are skipped where it is not installed. On
            the others it must not, unless the code itself sets SESSION_ENGINE: so none is left out that could be named.
        block: which code block of *Flagged*, counted from 0.
        instead: which code block of *Use instead*; None if another proof of the rule covers it.
        case: take the flagged code from this case of the rule's fixture file in place of the page.
        cured_on: the engines among them on which *Use instead* and our fix help; by default, all. On the others they
            must not.
        since: the first Django on which the claim holds.
        before: the first Django on which it no longer does.
        fix: whether our fix repairs this block; by default, whether the rule declares any fix.
        same: the repaired code does the same and only says it openly (``False`` and ``0``): the claim holds there too.
            The rule then needs another proof without ``same``, unless nothing but that is wrong with the code.
        asynchronous: on Django 5.1 and later also as it would stand in an ``async def`` view, flagged and fixed. The
            function must make its visitor a returning one first: to them an async view can do what a first visit does
            not show.
        options: options for the fix: ``{"engine": "db"}``; the Django version is given.
        settings: settings of the site.
        promise: what message or page say of the repaired code: must pass with it on a site of its own, and must fail
            with *Flagged*. Ready-made ones are in ``promises.py``. Needed wherever repaired code is run, unless
            ``same`` says that the claim is the promise (``test_proofs.py``).
    """
    repairs = declares_fix(stem) if fix is None else fix
    versions = (since, before)

    def decorate(claim: Claim) -> Any:
        if not _applies(*versions):
            return Inapplicable(stem, *versions)
        flagged = _code(stem, FLAGGED, block, instead, case, {})
        others = [] if "SESSION_ENGINE = " in flagged.text else [engine for engine in ENGINES if engine not in engines]
        rows = [(engine, text, True) for engine in engines for text in _texts(instead, repairs, asynchronous)]
        if cured_on is not None:
            rows = [(engine, text, text not in REPAIRED or engine in cured_on) for engine, text, _ in rows]
        rows += [(engine, FLAGGED, False) for engine in others]
        ids = [f"{engine}-{text}" if holds else f"not {engine}-{text}" for engine, text, holds in rows]

        @pytest.mark.parametrize(("engine", "text", "holds"), rows, ids=ids)
        def test(engine: str, text: str, holds: bool) -> None:
            code = _code(stem, text, block, instead, case, options or {})
            is_repaired, by_returning = text in REPAIRED, text.startswith("async-")
            with (
                nullcontext()
                if holds
                else only_failing(f"it goes through on {engine}, too: name that in engines or cured_on")
            ):
                run(claim, engine, code, is_repaired and not same, settings or {}, by_returning=by_returning)
            if promise and holds and engine in (cured_on or engines):
                run_promise(promise, engine, code, is_repaired, settings or {})

        test.__name__ = claim.__name__
        test.__qualname__ = claim.__qualname__
        test.__module__ = claim.__module__
        test.__doc__ = claim.__doc__
        return test

    return decorate


class Inapplicable:
    """A proof that speaks of other versions of Django than the installed one; pytest does not collect it."""

    def __init__(self, stem: str, since: Version, before: Version | None) -> None:
        self.stem, self.since, self.before = stem, since, before


@contextmanager
def only_failing(otherwise: str) -> Iterator[None]:
    """What is done in here must fail, as a claim that does not hold.

    Args:
        otherwise: what is said if it does not.
    """
    try:
        yield
    except (AssertionError, LookupError, ObjectDoesNotExist, pytest.fail.Exception):
        return
    pytest.fail(otherwise, pytrace=False)


def _applies(since: Version, before: Version | None) -> bool:
    return since <= django.VERSION[:2] and (before is None or django.VERSION[:2] < before)


def _texts(instead: int | None, repairs: bool, asynchronous: bool) -> Iterator[str]:
    yield FLAGGED
    if instead is not None:
        yield "instead"
    if repairs:
        yield "fix"
    if asynchronous and django.VERSION[:2] >= ASYNC_SESSIONS_SINCE:
        yield "async-flagged"
        if repairs:
            yield "async-fix"


def _code(stem: str, text: str, block: int, instead: int | None, case: str | None, options: Mapping[str, str]) -> Block:
    """The code to run: read from the page, or made by our fix of what is read."""
    flagged, after = (block_of(stem, "Flagged", block), None) if case is None else case_of(stem, case)
    if text == "instead":
        return after or block_of(stem, "Use instead", instead or 0)
    if text.startswith("async-"):
        flagged = flagged.as_async_view()
    if not text.endswith("fix"):
        return flagged
    version = ".".join(map(str, django.VERSION[:2]))
    result = fixed(flagged.text, stem, {"django_version": version, **options}, flagged.file)
    assert result is not None, f"our fix offers nothing for this block of {stem}; say fix=False if that is right"
    return Block(stem, "fix", result)


def run(
    claim: Claim,
    engine: str,
    code: Block,
    is_repaired: bool,
    settings: Mapping[str, Any],
    *,
    by_returning: bool = False,
) -> None:
    """Run a claim on a fresh site.

    Args:
        is_repaired: the claim must fail, and no request with it.
        by_returning: the code must be run for a visitor who brings a session.
    """
    with site(engine, **settings) as fresh:
        if not is_repaired:
            claim(fresh, code)
        else:
            _must_fail(claim, fresh, code)
        assert not by_returning or any(visit.returning for visit in fresh.visits_of_code), "nobody came back"


def run_promise(promise: Claim, engine: str, code: Block, is_repaired: bool, settings: Mapping[str, Any]) -> None:
    """Run a promise on a fresh site.

    Args:
        is_repaired: the promise must be kept, without a request failing; else it must not.
    """
    with site(engine, **settings) as fresh:
        if not is_repaired:
            with only_failing(f"what is promised of other code is there with {code.origin}, too:\n\n{code.text}"):
                promise(fresh, code)
        else:
            promise(fresh, code)
            broken = [visit for visit in fresh.visits if visit.failed]
            assert not broken, f"{code.origin} fails: {broken[0].error!r} in {broken[0].raised_in}"


def advice_keeps(promise: Claim, engine: str, text: str, **settings: Any) -> None:
    """
    Code that a message advises, and that neither the page nor a case has, does what it should, without a request
    failing.

    Args:
        text: the code, as on a page.
        settings: of the site.
    """
    run_promise(promise, engine, Block("advice", "advice", text), True, settings)


def _must_fail(claim: Claim, fresh: Site, code: Block) -> None:
    try:
        claim(fresh, code)
    except AssertionError:
        broken = [visit for visit in fresh.visits if visit.failed]
        assert not broken, f"{code.origin} fails in its own way: {broken[0].error!r} in {broken[0].raised_in}"
    else:
        pytest.fail(f"the failure is still there with {code.origin}:\n\n{code.text}", pytrace=False)
