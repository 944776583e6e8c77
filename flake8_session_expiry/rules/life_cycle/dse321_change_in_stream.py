"""
DSE321: a session is changed while the response is being sent.

Silent where:

- the change is made before the response: "changed before", "a function that is no generator runs at once", "a
  generator inside of a function that is none", "a list of it is made at once", "the generator has begun before"
- the generator saves the session, or gives it to code that may: "the generator saves the session", "the session is
  ended in the store at once", "something that may save gets the request"
- the generator is used for something else as well, or cannot be seen: "used before as well", "the content comes from
  elsewhere"
- the response is no StreamingHttpResponse of Django's: "a plain response takes everything at once", "another
  framework's response"
- nothing of the request's session is changed: "the generator only reads", "the session is marked in the generator,
  after which nothing is changed", "a store of its own", "a store of its own in the generator"
- it is a test: "silent in a test module"
"""

from __future__ import annotations

from collections import Counter

import libcst as cst

from flake8_session_expiry.engine.needs import CALLED, ITEM, SET_EXPIRY, WORD
from flake8_session_expiry.engine.walk import children
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import gives_away
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model

_CONTENT = "streaming_content"
_CHANGES = frozenset({EffectKind.EXPIRY, EffectKind.WRITE, EffectKind.CLEAR})
_SAVES = frozenset(
    {
        EffectKind.SAVE,
        EffectKind.FLUSH,
        EffectKind.CYCLE,
        EffectKind.REHASH,
        EffectKind.LOGIN,
        EffectKind.LOGOUT,
        EffectKind.DELETE,
    }
)
"""Effects that save the session themselves."""


class ChangeInStream(Rule):
    """
    A session is changed in the generator that is given to ``StreamingHttpResponse``.

    ## What Django does

    The generator runs when the server sends the response. By then ``SessionMiddleware`` has saved the session and set
    its cookie; what the generator changes is neither stored nor sent, without an error.

    ## Flagged

        from django.http import StreamingHttpResponse

        def view(request):
            def rows():
                yield "first"
                request.session["exported"] = True

            return StreamingHttpResponse(rows())

    ## Use instead

        from django.http import StreamingHttpResponse

        def view(request):
            request.session["exported"] = True

            def rows():
                yield "first"

            return StreamingHttpResponse(rows())

    ## References

    - [StreamingHttpResponse](https://docs.djangoproject.com/en/stable/ref/request-response/#streaminghttpresponse-objects)
    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    """

    code = "DSE321"
    since = "0.1.0"
    needs = WORD("StreamingHttpResponse") & (SET_EXPIRY | ITEM("written", "deleted") | CALLED)
    message = (
        "this change is lost: the session is saved before StreamingHttpResponse's generator runs;"
        " make the change before you create the response"
    )
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._streams: list[tuple[cst.Call, FunctionContext | None]] = []
        self._used: dict[str, dict[cst.CSTNode, list[cst.Name]]] = {}  # the uses of a name, by their scopes

    def visit_Call(self, node: cst.Call) -> None:
        """``StreamingHttpResponse(...)`` of Django."""
        name = self.types.qualified(node.func) or ""
        if name.startswith("django.http.") and name.endswith(".StreamingHttpResponse"):
            self._streams.append((node, self.here.function))

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        made = Counter(self._streamed(stream, function) for stream, function in self._streams)
        for generator, times in made.items():
            if generator is None or not _yields(generator.body) or self._uses(generator) != times:
                continue
            found = self.effects.own(generator)
            if any(effect.kind in _SAVES or gives_away(effect) for effect in found):
                continue
            for effect in found:
                if effect.kind in _CHANGES and effect.request is not None:
                    self.report(effect.node)

    def _streamed(self, stream: cst.Call, function: FunctionContext | None) -> cst.FunctionDef | None:
        """The function of this module whose result is streamed."""
        content = next((a.value for a in stream.args if a.keyword is None or a.keyword.value == _CONTENT), None)
        if isinstance(content, cst.Name):
            binding = self.symbols.reaching(content)
            # next(rows), list(rows): it may have run before.
            content = None if binding is None or self._is_used_besides(content) else binding.value
        if isinstance(content, cst.GeneratorExp):  # (writer.writerow(row) for row in rows())
            content = content.for_in.iter
        return self._called(content.func, function) if isinstance(content, cst.Call) else None

    def _called(self, name: cst.BaseExpression, function: FunctionContext | None) -> cst.FunctionDef | None:
        if isinstance(name, cst.Name):
            binding = self.symbols.reaching(name)
            node = None if binding is None else binding.node
        elif isinstance(name, cst.Attribute) and dotted(name.value) == "self" and function and function.class_:
            bindings = self.symbols.bindings_of(function.class_.node, name.attr.value)
            node = bindings[0].node if len(bindings) == 1 else None
        else:
            return None
        return node if isinstance(node, cst.FunctionDef) else None

    def _is_used_besides(self, name: cst.Name) -> bool:
        if name.value not in self._used:
            used: dict[cst.CSTNode, list[cst.Name]] = {}
            for item in self.tree.names(name.value):
                if not isinstance(self.tree.parents[item], (cst.AssignTarget, cst.FunctionDef)):
                    used.setdefault(self.symbols.scope_of(item), []).append(item)
            self._used[name.value] = used
        return any(item is not name for item in self._used[name.value][self.symbols.scope_of(name)])

    def _uses(self, generator: cst.FunctionDef) -> int:
        """How often the name of a function occurs in the module besides its definition."""
        return len(self.tree.names(generator.name.value)) - 1


def _yields(node: cst.CSTNode) -> bool:
    """Whether a function's own body has a ``yield``."""
    if isinstance(node, cst.Yield):
        return True
    nested = isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Lambda))
    return not nested and any(_yields(child) for child in children(node))
