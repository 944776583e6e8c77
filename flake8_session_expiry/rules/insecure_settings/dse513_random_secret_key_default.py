"""
DSE513: a random SECRET_KEY where the environment has none (opt-in).

Silent where:

- the default is not random, or there is none: "a key of the environment", "a fixed default", "no environment at all"
- what is random does not stand in for a key that is missing: "another variable", "and in the place of or", "a random
  value that is no default", "on the side where another variable is there", "only where the server is not the real one"
- the key is kept for the next start: "a key that is kept in a file", "a key that is kept in .env"
- production fails to start without a key: "under DEBUG, else an error", "an error outside of DEBUG"
- it is replaced, or may be: "replaced by a later import"
- it has no effect in production, or is a test: "while developing", "only under DEBUG", "while the site is built",
  "where it is missing in development", "in a test module"
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.needs import ASSIGNED, COMPUTED, WORD
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import in_production, may_count_in_production
from flake8_session_expiry.values.randomness import SOURCES, random_source

_READER = re.compile(r"os\.environ\.get|os\.getenv|(?:\w+\.)*(?:config|env|environ|getenv)(?:\.(?:str|get|get_value))?")
_DEFAULTS = frozenset({"default", "fallback"})
_KEEPS = re.compile(r"write\w*|dump\w*|save\w*|store\w*|set\w*|put|update")
# "SECRET_KEY" in os.environ, os.environ.get("SECRET_KEY")
_ASKED = re.compile(
    r"(?:SECRET|KEY)\w*[\"'] (?:not )?in [\w.]*environ|(?:environ\.get|getenv)\(\s*[\"']\w*(?:SECRET|KEY)",
    re.IGNORECASE,
)
_MISSING = frozenset({"KeyError", "ImproperlyConfigured", "UndefinedValueError"})


class RandomSecretKeyDefault(Rule):
    """
    Where the environment has no ``SECRET_KEY``, a random one is used instead.

    ## What Django does

    As long as the variable is set, nothing. Where it is forgotten the site starts without a warning, and each
    process that loads the settings has a different key: logins end at every restart, and between the workers of one
    server. Without a default it would refuse to start.

    Opt-in, as for a site that is tried out this may be what is meant. A key that the module keeps in a file is not
    reported.

    ## Flagged

        import os

        from django.core.management.utils import get_random_secret_key

        SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", get_random_secret_key())

    ## Use instead

        import os

        SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]

    ## References

    - [SECRET_KEY](https://docs.djangoproject.com/en/stable/ref/settings/#secret-key)
    - [Deployment checklist](https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#secret-key)
    """

    code = "DSE513"
    since = "0.1.0"
    needs = ASSIGNED("SECRET_KEY", values=(COMPUTED,)) & WORD(*SOURCES)
    message = (
        "if SECRET_KEY is not set, {source} replaces it: every restart then ends all logins, "
        "without an error; let the site fail to start instead"
    )
    in_tests = False
    enabled_by_default = False
    settings = frozenset({"SECRET_KEY"})

    def on_setting(self, setting: Setting) -> None:
        """A random value that is used where the environment has none."""
        if setting.value is None:
            return
        node, counts = self._stand_in(setting.value.node), in_production
        if node is None and setting.conditional and self._key_is_missing(setting.statement):
            node, counts = setting.value.node, may_count_in_production
        source = None if node is None else random_source(self.tree, self.types.qualified, self.values.at, node)
        if node is not None and source is not None and not self._is_kept() and counts(setting):
            self.report(node, source=source)

    def _stand_in(self, node: cst.BaseExpression) -> cst.BaseExpression | None:
        """
        The value that is used where a variable is not set: the right side of ``or``, the default of a reader, a branch
        of ``if``.
        """
        if isinstance(node, cst.BooleanOperation):
            return node.right if isinstance(node.operator, cst.Or) else None
        if isinstance(node, cst.IfExp):
            is_asked = _ASKED.search(self.source.code(node.test)) is not None
            return next(
                (
                    n
                    for n in (node.body, node.orelse)
                    if is_asked and random_source(self.tree, self.types.qualified, self.values.at, n)
                ),
                None,
            )
        if not isinstance(node, cst.Call):
            return None
        name = self.types.qualified(node.func) or dotted(node.func)
        if _READER.fullmatch(name) is None:
            return None
        for position, argument in enumerate(node.args):
            keyword = argument.keyword.value if argument.keyword is not None else None
            if keyword in _DEFAULTS or (keyword is None and position == 1):
                return argument.value
        return None

    def _key_is_missing(self, statement: cst.BaseSmallStatement) -> bool:
        """Whether the statement is under ``if not SECRET_KEY`` or ``except KeyError``."""
        for above in self.tree.ancestors(statement):
            if isinstance(above, cst.If):
                return _asks_for_the_key(above.test)
            if isinstance(above, cst.ExceptHandler):
                return dotted(above.type).rpartition(".")[2] in _MISSING
        return False

    def _is_kept(self) -> bool:
        """Whether the key is written to a file, to be read at the next start."""
        for call in self.tree.of(cst.Call):
            name = call.func.attr.value if isinstance(call.func, cst.Attribute) else dotted(call.func)
            if _KEEPS.fullmatch(name) and any("SECRET" in self.source.code(a.value).upper() for a in call.args):
                return True
        return False


def _asks_for_the_key(test: cst.BaseExpression) -> bool:
    """``not SECRET_KEY``, ``SECRET_KEY is None``, ``SECRET_KEY == ""``, also ``and not DEBUG``."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return _asks_for_the_key(test.left) or _asks_for_the_key(test.right)
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return isinstance(test.expression, cst.Name) and test.expression.value == "SECRET_KEY"
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        asked = isinstance(test.left, cst.Name) and test.left.value == "SECRET_KEY"
        return asked and isinstance(test.comparisons[0].operator, (cst.Is, cst.Equal))
    return False
