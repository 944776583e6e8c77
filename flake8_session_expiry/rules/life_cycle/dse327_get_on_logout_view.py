"""
DSE327: a LogoutView accepts GET, and does not log out by it.

Silent where:

- GET is not among the methods: "POST only", "capitals match no request", "as_view without it"
- the class, or one that it derives from, answers a GET itself, or logs out where the page is made: "a get of its own",
  "get is post", "a dispatch of its own", "a setup of its own", "logged out where the page is made", "a get of a base
  in the module", "as_view of a class with a get", "for the whole site, with a get", "a get that is added later", "a
  get that is added by setattr"
- the page asks first, by the name of its template: "a page that asks first"
- a base or a decorator cannot be read: "a base that cannot be read", "a base of the project in another module", "a
  decorator may answer"
- it is not Django's LogoutView: "another LogoutView", "a view that is called so"
- Django is known to be older than 5.0: "a Django that logs out by GET"
- it is a test: "in tests"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.needs import WORD
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted, target_names

_LOGOUT_VIEW = "django.contrib.auth.views.LogoutView"
_MIXINS = "django.contrib.auth.mixins."
_QUESTION = re.compile(r"confirm|sure|ask|question|prompt", re.IGNORECASE)
_NAMES = "http_method_names"
# A class with one of these methods answers a GET in its own way.
_ANSWERS = frozenset({"get", "dispatch", "setup", "http_method_not_allowed", "as_view"})
_ENDS = frozenset({"logout", "auth_logout", "alogout", "flush", "aflush"})


class GetOnLogoutView(Rule):
    """
    A subclass of ``LogoutView``, or its ``as_view()``, has ``"get"`` in ``http_method_names`` and no own ``get()``.

    ## What Django does

    Since Django 5.0 ``LogoutView`` logs out by POST only: a GET is refused with status 405. ``http_method_names`` with
    ``"get"`` in it lets a GET through, but what answers it is the ``get()`` of ``TemplateView``: the page "logged out"
    with status 200, and the user is still logged in. Before, GET and POST both logged out.

    ## Flagged

        from django.contrib.auth.views import LogoutView

        class SignOutView(LogoutView):
            http_method_names = ["get", "post", "options"]

    ## Use instead

        from django.contrib.auth.views import LogoutView

        class SignOutView(LogoutView):
            http_method_names = ["post", "options"]

    and a form in the template, as a link such as ``<a href="/logout/">`` sends a GET:

    ```html
    <form method="post" action="{% url 'logout' %}">{% csrf_token %}
      <button type="submit">Log out</button>
    </form>
    ```

    Where a link has to do it, define ``get()``; but then an image on any other site can log out your users.

        from django.contrib.auth.views import LogoutView

        class SignOutView(LogoutView):
            http_method_names = ["get", "post", "options"]
            def get(self, request, *args, **kwargs):
                return self.post(request, *args, **kwargs)

    ## Options

    - `--session-expiry-django-version`: nothing is reported where the project's Django is known to be older than 5.0.

    ## References

    - [LogoutView](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.views.LogoutView)
    - [Django 5.0: features removed](https://docs.djangoproject.com/en/stable/releases/5.0/#features-removed-in-5-0)
    """

    code = "DSE327"
    since = "0.1.0"
    needs = WORD("LogoutView") & WORD("http_method_names")
    message = (
        '{view} accepts GET, but since Django 5.0 a GET only shows the "logged out" page: the '
        "user stays logged in; log out by POST, or define get()"
    )
    in_tests = False

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """``class SignOutView(LogoutView): http_method_names = [...]``."""
        value = next((value for name, value in _assigned(node) if name == _NAMES), None)
        if value is not None and self._allows_get(value) and self._only_shows_a_page(node) and not self._adds_a_get:
            self._report(value, node.name.value)

    def visit_Call(self, node: cst.Call) -> None:
        """``LogoutView.as_view(http_method_names=[...])``."""
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "as_view":
            return
        for argument in node.args:
            if argument.keyword is not None and argument.keyword.value == _NAMES and self._allows_get(argument.value):
                class_ = node.func.value
                if self._is_djangos(class_) or ((own := self._class_of(class_)) and self._only_shows_a_page(own)):
                    self._report(argument.value, dotted(class_).rpartition(".")[2])

    def leave_Assign(self, original_node: cst.Assign) -> None:
        """``LogoutView.http_method_names = [...]``, for the whole site, if nothing also adds a ``get``."""
        for target in (target.target for target in original_node.targets):
            if (
                isinstance(target, cst.Attribute)
                and target.attr.value == _NAMES
                and self._is_djangos(target.value)
                and self._allows_get(original_node.value)
                and not self._adds_a_get
            ):
                self._report(original_node.value, dotted(target.value).rpartition(".")[2])

    @cached_property
    def _adds_a_get(self) -> bool:
        """``SignOut.get = SignOut.post``, ``setattr(SignOut, "get", ...)``."""
        return re.search(r"\.get\s*=[^=]|setattr\([^,]+,\s*[\"']get[\"']", self.source.text) is not None

    def _report(self, node: cst.BaseExpression, view: str) -> None:
        if not self.options.django_below(5, 0):
            self.report(node, view=view)

    def _is_djangos(self, class_: cst.BaseExpression) -> bool:
        return self.types.qualified(class_) == _LOGOUT_VIEW

    def _class_of(self, name: cst.BaseExpression) -> cst.ClassDef | None:
        """A class of the module by its name, if that is bound once."""
        found = self.symbols.bindings_of(self.tree.module, name.value) if isinstance(name, cst.Name) else []
        return found[0].node if len(found) == 1 and isinstance(found[0].node, cst.ClassDef) else None

    def _only_shows_a_page(self, class_: cst.ClassDef) -> bool:
        """Whether LogoutView answers a GET: all of the class can be read, and none of it answers or logs out itself."""
        found = list(self._with_bases(class_, 0))
        own = {name for each in found if each is not None for name in self.tree.once(_members, each)}
        return (
            None not in found
            and not any(_asks_first(each) for each in found if each is not None)
            and any(self._is_djangos(base.value) for each in found if each is not None for base in each.bases)
            and not own & _ANSWERS
            and not any(self.tree.once(_ends_a_session, each) or each.decorators for each in found if each is not None)
        )

    def _with_bases(self, class_: cst.ClassDef, depth: int) -> Iterator[cst.ClassDef | None]:
        """A class and those of the module that it derives from; None for a base that cannot be read."""
        yield class_
        for base in class_.bases:
            qualified = self.types.qualified(base.value) or ""
            if self._is_djangos(base.value) or qualified.startswith(_MIXINS) or dotted(base.value) == "object":
                continue
            own = self._class_of(base.value)
            if own is None or own is class_ or depth > 5:
                yield None
            else:
                yield from self._with_bases(own, depth + 1)

    def _allows_get(self, value: cst.BaseExpression) -> bool:
        """Whether "get" is in a list of methods, as written. Django compares them in lower case."""
        if isinstance(value, (cst.List, cst.Tuple, cst.Set)):
            return any(
                self._allows_get(item.value)
                if isinstance(item, cst.StarredElement)
                else plain_string(item.value) == "get"
                for item in value.elements
            )
        if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add):
            return self._allows_get(value.left) or self._allows_get(value.right)
        if isinstance(value, cst.Attribute) and value.attr.value == _NAMES:
            qualified = self.types.qualified(value.value) or ""
            return qualified.startswith("django.views.") and qualified.endswith(("View", "ListView"))
        if isinstance(value, cst.Name):
            bound = self.symbols.reaching(value)
            return bound is not None and bound.value is not None and self._allows_get(bound.value)
        return False


def _assigned(class_: cst.ClassDef) -> Iterator[tuple[str, cst.BaseExpression]]:
    for statement in class_.body.body:
        for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Assign):
                for target in small.targets:
                    yield from ((name.value, small.value) for name in target_names(target.target))
            elif isinstance(small, cst.AnnAssign) and small.value is not None:
                yield from ((name.value, small.value) for name in target_names(small.target))


def _members(tree: Tree, class_: cst.ClassDef) -> frozenset[str]:
    methods = tree.inside(class_.body, cst.FunctionDef)
    return frozenset([*(name for name, _ in _assigned(class_)), *(method.name.value for method in methods)])


def _asks_first(class_: cst.ClassDef) -> bool:
    """``template_name = "confirm_logout.html"``: a page with a form that logs out by POST."""
    texts = (plain_string(value) for name, value in _assigned(class_) if name == "template_name")
    return any(text is not None and _QUESTION.search(text) for text in texts)


def _ends_a_session(tree: Tree, class_: cst.ClassDef) -> bool:
    """Whether any method of a class logs out, as ``get_context_data()`` could."""
    return any(dotted(call.func).rpartition(".")[2] in _ENDS for call in tree.inside(class_.body, cst.Call))
