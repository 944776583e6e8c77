"""The effects of one function by the session that they are done to: which of them are about one session?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.effects import Effect


class EffectPlaces:
    """Some effects of a function, and where they are on its paths; ``places`` numbers them as ``effects`` does."""

    def __init__(self, flow: ControlFlow, effects: Sequence[Effect]) -> None:
        self.effects = effects
        self._flow = flow

    @cached_property
    def places(self) -> Places:
        """Their nodes."""
        return Places(self._flow, (effect.node for effect in self.effects))


class BySession:
    """Finds the effects of one session: ``Effect.same_session``, without a comparison of each pair."""

    def __init__(self, flow: ControlFlow, effects: Iterable[Effect]) -> None:
        self._flow = flow
        self._number: dict[Effect, int] = {}
        self._sessions: dict[str, list[Effect]] = {}
        self._requests: dict[str, EffectPlaces] = {}
        self._none = EffectPlaces(flow, ())
        self._found: dict[tuple[str | None, str | None], EffectPlaces] = {}
        requests: dict[str, list[Effect]] = {}
        for effect in effects:
            self._number[effect] = len(self._number)
            if effect.session is not None:
                self._sessions.setdefault(effect.session, []).append(effect)
            if effect.own_request is not None:
                requests.setdefault(effect.own_request, []).append(effect)
        self._requests = {request: EffectPlaces(flow, found) for request, found in requests.items()}

    def of(self, effect: Effect) -> EffectPlaces:
        """Those that are certainly done to the session of ``effect``, in their order."""
        key = effect.session, effect.own_request
        if key not in self._found:
            self._found[key] = self._joined(*key)
        return self._found[key]

    def _joined(self, session: str | None, request: str | None) -> EffectPlaces:
        of_request = self._requests.get(request) if request is not None else None
        of_session = self._sessions.get(session, []) if session is not None else []
        more = [effect for effect in of_session if request is None or effect.own_request != request]
        if not more:
            return of_request if of_request is not None else self._none
        found = [*more, *(of_request.effects if of_request is not None else ())]
        return EffectPlaces(self._flow, sorted(found, key=self._number.__getitem__))
