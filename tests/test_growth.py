"""
The work that a file takes grows with its size, not with its square: counted in calls of functions, never in seconds.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_session_expiry.api import check_text
from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.selection import ALL_FIXES, SAFE_FIXES, Selection
from flake8_session_expiry.options import Options
from flake8_session_expiry.values.evaluator import Evaluator
from flake8_session_expiry.values.value import Value

SHAPES = {
    "a finding in each function": "def f{0}(request):\n    request.session.set_expiry(False)\n",
    "two rules that speak of one call": "def f{0}(request):\n    request.session.set_expiry(-1, 2)\n   "
    " request.session.set_expiry(-1)\n    logout(request)\n",
    "a finding in each branch": "if a{0}:\n    request.session.set_expiry(False)\n",
    "a finding in each branch of one function": "    if a{0}:\n        request.session.set_expiry(False)\n",
    "functions that call each other": "def f{0}(request):\n    request.session['a']['b'] = 1\n    f{1}(request)\n",
    "receivers of signals": "def f{0}(request):\n    request.session.set_expiry(60)\n   "
    " logout(request)\nsignal.connect(f{0})\n",
    "settings": "SESSION_COOKIE_AGE{0} = {0} * 1000\n",
    "stored values changed by names": "    x{0} = request.session.get('a{0}')\n    x{0}.append(1)\n",
    "nested changes in branches": "    if a{0}:\n        request.session['c']['x'] = 1\n    elif b{0}:\n"
    "        request.session.modified = True\n",
    "stores in a function": "    s{0} = SessionStore()\n    s{0}['a'] = 1\n",
    "sessions in tests": "    if request.session:\n        x = {0}\n",
    "two thousand statements": "    if a{0}:\n        request.session.set_expiry(60)\n    total = total + {0}\n",
    "cookies of the session": "    response.set_cookie('sessionid', 'x{0}')\n",
    "streams": "def f{0}(request):\n    def g():\n        request.session['a'] = 1\n        yield 1\n"
    "    return StreamingHttpResponse(g())\n",
}

# Everything in these is about one session in one function: what is asked of each of them is answered for all at once.
IN_ONE_FUNCTION = {
    "logins and logouts one after the other": (
        "    login(request, user)\n    request.session.set_expiry(60)\n    request.session.flush()\n"
        "    logout(request)\n",
    ),
    "logins and logouts in branches": (
        "    if a{0}:\n        login(request, user)\n        request.session.set_expiry(60)\n    elif b{0}:\n"
        "        request.session.flush()\n",
    ),
    "logouts and expiries, with a way out between each": (
        "    if a{0}:\n        logout(request)\n        if b{0}:\n            return 1\n"
        "    request.session.set_expiry({0} + 60)\n",
    ),
    "expiries, then logins": (
        "    if a{0}:\n        request.session.set_expiry(60)\n",
        "    if b{0}:\n        login(request, user)\n",
    ),
    "logouts, ways out, then expiries": (
        "    if a{0}:\n        logout(request)\n",
        "    if b{0}:\n        return 1\n",
        "    request.session.set_expiry(60)\n",
    ),
    "nested changes that are marked": (
        "    if a{0}:\n        request.session['c']['x'] = {0}\n        request.session.modified = True\n",
        "    if z:  # once\n        request.session['y']['x'] = 1\n        return 1\n",
    ),
    "nested changes, marked under the same conditions": (
        "    if a{0}:\n        request.session['c']['x'] = 1\n",
        "    if a{0}:\n        request.session.modified = True\n",
        "    request.session['y']['x'] = 1  # once\n",
    ),
    "nested changes on paths of their own": (
        "    if a{0}:\n        request.session['c{0}']['x'] = timezone.now()\n        return 1\n",
    ),
    "nested changes beside first values": (
        "    if 'c' not in request.session:\n        request.session['c'] = {{}}\n"
        "    request.session['c']['x{0}'] = 1\n    request.session.pop('m', None)\n",
    ),
    "passwords": ("    request.user.set_password('{0}')\n    request.user.save()\n",),
    "values that JSON does not have": ("    request.session['k{0}'] = timezone.now()\n",),
    "one of them again and again": ("    request.session['k'] = timezone.now()\n",),
    "one-time keys beside expiries": (
        "    if a{0}:\n        request.session['otp{0}'] = make()\n"
        "        request.session.set_expiry(300)  # OTP valid for 5 minutes\n",
    ),
    "expiries of those who are remembered and of the others": (
        "    if request.POST.get('remember_me'):\n        request.session.set_expiry(0)\n"
        "    else:\n        request.session.set_expiry(1209600)\n",
    ),
    "expiries of those who are remembered": (
        "    if request.POST.get('remember_me'):\n        request.session.set_expiry(2592000)\n",
    ),
    "ages that are taken for the time left": (
        "    age{0} = request.session.get_expiry_age()\n    if age{0} <= 0:\n        show({0})\n",
    ),
    "the same under one name": ("    age = request.session.get_expiry_age()\n    if age <= 0:\n        show()\n",),
    "sessions that are replaced": ("    if a{0}:\n        request.session = {{}}\n",),
    "sessions that are replaced after a logout": (
        "    if a{0}:\n        logout(request)\n        request.session = None\n",
    ),
    "the private key is written": ("    request.session['_session_expiry'] = {0}\n",),
    "the private key is deleted": ("    if a{0}:\n        del request.session['_session_expiry']\n",),
    "expiries that are renewed from the age": (
        "    request.session.set_expiry(request.session.get_expiry_age())\n    request.session.clear()\n",
    ),
    "expiries that the visitor chooses": ("    request.session.set_expiry(int(request.POST['a{0}']))\n",),
    "the same by one name": ("    days = int(request.POST['days'])\n    request.session.set_expiry(days * 86400)\n",),
    "a dict that is filled and stored again and again": (
        "    data = {{}}  # once\n",
        "    data['a{0}'] = timezone.now()\n    request.session['data'] = data\n",
    ),
    "nested changes under many names": (
        "    s{0} = request.session\n    s{0}['a']['b'] = {0}\n    s{0}.modified = True\n",
    ),
    "one dict under many keys": (
        "    data = {{}}  # once\n",
        "    data['a{0}'] = timezone.now()\n    request.session['data{0}'] = data\n",
    ),
    "stores that set an expiry and are thrown away": (
        "    s{0} = SessionStore()\n    s{0}.set_expiry(60)\n    s{0}.flush()\n",
    ),
    "keys of sessions": (
        "    if user:  # once\n        login(request, user)\n",
        "    if a{0}:\n        if request.user.is_authenticated:\n            return 1\n"
        "        Cart.objects.create(session_key=request.session.session_key)\n",
    ),
    "one name for the key": ("    key = request.session.session_key\n    Cart.objects.create(session_key=key)\n",),
    "seconds until a moment": (
        "    left = user.trial_ends - timezone.now()\n    request.session.set_expiry(left.seconds)\n",
    ),
    "chosen expiries that somebody looks at": (
        "    days = int(request.POST['days{0}'])\n    logger.info('%s days', days)\n"
        "    request.session.set_expiry(days * 86400)\n",
    ),
    "coroutines under a name that nobody reads": (
        "    async def g(request):  # once\n        pass\n",
        "        result = request.session.aset_expiry(300)\n",
    ),
    "blocking calls in async code": (
        "    async def g(request):  # once\n        pass\n",
        "        logout(request)\n        request.session['a{0}'] = 1\n",
    ),
    "settings that are changed while the site runs": ("    settings.SESSION_COOKIE_AGE = {0}\n",),
    "different settings that are changed while the site runs": (
        "    if a{0}:\n        settings.SESSION_COOKIE_AGE = {0}\n    settings.OTHER_{0} = 1\n",
    ),
}
SETTINGS = {
    "one setting again and again": "SESSION_COOKIE_AGE = {0} * 1000\n",
    "one setting in each branch": "if a{0}:\n    SESSION_COOKIE_SECURE = False\n",
}


def calls_made(work: Callable[[], object]) -> int:
    """How many functions are called, generators resumed and built-in functions called."""
    number = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal number
        number += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number


def made(shapes: Sequence[str], times: int, options: Options) -> int:
    """The calls for shapes, each repeated; those that are indented stand in a function."""
    head = (
        "from django.contrib.auth import login, logout\nfrom django.contrib.auth.decorators import login_required\n"
        "from django.utils import timezone\nfrom django.conf import settings\nfrom datetime import timedelta\n"
        "from django.contrib.sessions.backends.db import SessionStore\n"
    )
    head += "@login_required\ndef f(request, user):\n" if shapes[0].startswith("    ") else ""
    repeated = ((shape, 1 if "# once" in shape else times) for shape in shapes)
    code = "".join(shape.format(n, n + 1) for shape, number in repeated for n in range(number))
    source = SourceFile("views.py", head + code)
    return calls_made(lambda: check_source(source, options))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_four_times_the_code_is_four_times_the_work(shape: str) -> None:
    made([shape], 1, Options())  # imports, tables
    assert made([shape], 60, Options()) < 4.1 * made([shape], 15, Options())


def test_a_file_of_hundreds_of_findings_takes_as_long_for_each_as_one_of_fifty() -> None:
    """And other functions around them. ``benchmarks.speed`` measures 2,000 findings, and 50,000 lines."""
    shapes = [SHAPES["a finding in each function"], "def g{0}(a):\n    return a\n"]
    made(shapes, 1, Options())
    assert made(shapes, 400, Options()) < 8 * 1.05 * made(shapes, 50, Options())


@pytest.mark.parametrize("shapes", IN_ONE_FUNCTION.values(), ids=IN_ONE_FUNCTION)
@pytest.mark.parametrize("engine", [None, "cached_db"])
def test_four_times_as_much_in_one_function_is_four_times_the_work(shapes: tuple[str, ...], engine: str | None) -> None:
    options = Options(enable_all=True, engine=engine, session_preloaded=False if engine else None)
    made(shapes, 1, options)
    assert made(shapes, 60, options) < 4.1 * made(shapes, 15, options)


FIXES = {
    "by one node": "def f{0}(request):\n    request.session.set_expiry(False)\n",
    "with an import": "def f{0}(request):\n    request.session.set_expiry(datetime.now())\n",
    "that another rule objects to": (
        "async def f{0}(request):\n    await request.session.aset_expiry(datetime.now() + timedelta(days=7))\n"
    ),
    "that move a statement": "def f{0}(request, user):\n    request.session.set_expiry(60)\n    login(request, user)\n",
    "that are one for many findings": (
        "    cart = request.session.get('cart', {{}})\n    cart[pk] = cart.get(pk, 0) + {0}\n"
        "    request.session['cart'] = cart\n"
    ),
    "that are too long for one pass": "def f{0}(request):\n    if request.session.get_expiry_age:\n       "
    " request.session.set_expiry(False)\n        request.session.flush\n",
}


@pytest.mark.parametrize("selection", [SAFE_FIXES, ALL_FIXES], ids=["safe", "all"])
@pytest.mark.parametrize("shape", FIXES.values(), ids=FIXES)
def test_four_times_the_fixes_are_four_times_the_work(shape: str, selection: Selection) -> None:
    head = "from datetime import datetime, timedelta\nfrom django.contrib.auth import login\n"

    def made(times: int) -> int:
        function = "def v(request, pk: int):\n" if shape.startswith("    ") else ""
        code = head + function + "".join(shape.format(n) for n in range(times))
        return calls_made(lambda: fix_source("views.py", code, Options(enable_all=True), selection))

    made(1)
    assert made(48) < 4.1 * made(12)


@pytest.mark.parametrize("shape", SETTINGS.values(), ids=SETTINGS)
def test_four_times_the_settings_are_four_times_the_work(shape: str) -> None:
    def checked(times: int) -> int:
        source = SourceFile("settings.py", "".join(shape.format(n) for n in range(times)))
        return calls_made(lambda: check_source(source, Options(enable_all=True)))

    checked(1)
    assert checked(60) < 4.1 * checked(15)


# A rule, what stands before, and the repeated code. A shape of which the rule reports nothing would show nothing.
OF_RULES = {
    "one session under many names": (
        "DSE302",
        "from django.contrib.auth import login\ndef f(request):\n",
        "    r{0} = request\n    r{0}.session.set_expiry(60)\n    login(r{0}, user)\n",
    ),
    "sessions that are emptied and deleted in branches": (
        "DSE307",
        "def log_out(request):\n",
        "    if a{0}:\n        request.session.clear()\n        request.session.delete()\n        return 1\n",
    ),
    "deletions in a loop over all keys": (
        "DSE307",
        "def log_out(request):\n    for key in list(request.session.keys()):\n",
        "        del request.session[key]\n",
    ),
    "expiries in a cached view": (
        "DSE316",
        "from django.views.decorators.cache import cache_page\n@cache_page(60)\ndef f(request):\n",
        "    if a{0} and is_allowed(user, {0}):\n        request.session.set_expiry(60)\n",
    ),
    "a middleware that ends sessions before the view": (
        "DSE317",
        "from django.contrib.auth import logout\nclass Timeout:\n    def __call__(self, request):\n",
        "        if a{0}:\n            if b:\n                logout(request)\n            if c:\n"
        "                return JsonResponse({{}})\n            request.session.set_expiry(900)\n"
        "            return self.get_response(request)\n",
    ),
    "tests that compare texts with constants": (
        "DSE319",
        "def f(request):\n",
        "    if request.POST.get('remember') == False:\n        request.session.set_expiry(0)\n",
    ),
    "streams whose contents have one name": (
        "DSE321",
        "from django.http import StreamingHttpResponse\n",
        "def f{0}(request):\n    def g{0}():\n        request.session['a'] = 1\n        yield 1\n"
        "    content = g{0}()\n    return StreamingHttpResponse(content)\n",
    ),
    "passwords in branches": (
        "DSE322",
        "from django.views import View\nclass ChangeView(View):\n    def post(self, request):\n",
        "        if a{0}:\n            request.user.set_password('{0}')\n            request.user.save()\n"
        "            return self.render()\n",
    ),
    "caches that are cleared in branches": (
        "DSE324",
        "from django.core.cache import cache\ndef f(request):\n",
        "    if a{0}:\n        cache.clear()\n",
    ),
    "a dict with numbers as keys": (
        "DSE325",
        "def show(request, n: int):\n    return n in request.session['cart']\ndef f(request, n: int):\n",
        "    request.session['cart'] = {{}}\n    request.session['cart'][n] = 1\n",
    ),
    "dicts with numbers as keys in functions": (
        "DSE325",
        "",
        "def f{0}(request, n: int):\n    request.session['cart'] = {{}}\n    request.session['cart'][n] = 1\n"
        "    return n in request.session['cart']\n",
    ),
    "attributes that are dicts with numbers as keys": (
        "DSE325",
        "class Cart:\n    def __init__(self, request, n: int):\n",
        "        self.cart{0} = request.session.get('cart{0}', {{}})\n        self.cart{0}[n] = 1\n"
        "        print(n in self.cart{0})\n",
    ),
    "timeouts by keys of their own": (
        "DSE326",
        "import time\nfrom django.shortcuts import redirect\ndef f(request):\n",
        "    if a{0}:\n        if time.time() - request.session.get('last_activity{0}', time.time()) > 1200:\n"
        "            del request.session['last_activity{0}']\n            return redirect('login')\n",
    ),
    "timeouts of one name": (
        "DSE326",
        "import time\nfrom django.shortcuts import redirect\ndef f(request):\n",
        "    last = request.session.get('last_activity', time.time())\n    if time.time() - last > 1200:\n"
        "        return redirect('login')\n",
    ),
    "users who are hidden": (
        "DSE328",
        "from django.contrib.auth.models import AnonymousUser\ndef log_out(request):\n",
        "    request.user = AnonymousUser()\n",
    ),
}


@pytest.mark.parametrize(("code", "head", "shape"), OF_RULES.values(), ids=OF_RULES)
def test_four_times_as_many_findings_of_a_rule_are_four_times_the_work(code: str, head: str, shape: str) -> None:
    options = Options(enable_all=True, engine="cache" if code == "DSE324" else None)

    def source(times: int) -> SourceFile:
        return SourceFile("views.py", head + "".join(shape.format(n) for n in range(times)))

    assert code in {finding.code for finding in check_source(source(2), options)}
    assert calls_made(lambda: check_source(source(60), options)) < 4.1 * calls_made(
        lambda: check_source(source(15), options)
    )


LINKS = [
    "{a} = {b}",
    "{a} = {b} if c else {b}",
    "{a} = {b} if c else {i}",
    "{a} = c or {b} or {b}",
    "{a} = {b} and {b}",
    "{a} = not {b}",
    "{a} = [{b}, *{b}]",
    "{a} = {{'k': {b}, **{b}}}",
    "{a} = ({b}, {b})[0]",
    "{a} = {b} + {b}",
    "{a} = {b} * ({b} if {b} else 1)",
    "{a} = min(int({b}), {b})",
    "{a} = timedelta(hours={b}) + timedelta({b}, {b})",
    "{a} = f'{{{b}}}{{{b}}}'",
    "{a} = os.environ.get('X', {b})",
    "{a} = {b} < {b} < {b}",
    "{a} = getattr(settings, 'X', {b})",
    "if c:\n    {a} = {b}\nelse:\n    {a} = {i}",
]
HEAD = "import os\nfrom datetime import timedelta\nfrom django.conf import settings\na0 = 600\n"
USES = {
    "views.py": [
        "",
        "request.session.set_expiry({a})\n",
        "def f{i}(request):\n    request.session.set_expiry(int(request.POST['x']) * {a})\n",
    ],
    "settings.py": ["", "SESSION_COOKIE_AGE = {a}\n", "if DEBUG:\n    SESSION_COOKIE_AGE = {a}\n"],
}


def chain(links: list[str], uses: str, length: int) -> str:
    """Names that are given to one another, each link in turn, each used, and the last one used at the end."""
    rows = [f"{links[i % len(links)]}\n{uses}".format(i=i, a=f"a{i}", b=f"a{i - 1}") for i in range(1, length)]
    return f"{HEAD}{''.join(rows)}request.session.set_expiry(a{length - 1})\nSESSION_COOKIE_AGE = a{length - 1}\n"


@settings(deadline=None, max_examples=15)  # a busy machine is no fault of the code
@given(
    links=st.lists(st.sampled_from(LINKS), min_size=1, max_size=4),
    use=st.sampled_from([(name, use) for name, uses in USES.items() for use in uses]),
)
def test_evaluating_looks_at_each_expression_a_few_times_at_most(links: list[str], use: tuple[str, str]) -> None:
    name, uses = use
    steps = 0
    look = Evaluator._looked_at

    def counted(evaluator: Evaluator, node: ast.expr) -> Value:
        nonlocal steps
        steps += 1
        return look(evaluator, node)

    code = chain(links, uses, 60)
    expressions = sum(isinstance(node, ast.expr) for node in ast.walk(ast.parse(code)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Evaluator, "_looked_at", counted)
        check_source(SourceFile(name, code), Options(enable_all=True))
    assert steps <= 4 * expressions


@pytest.mark.parametrize("link", LINKS)
def test_evaluating_a_chain_four_times_as_long_is_four_times_the_work(link: str) -> None:
    def chained(length: int) -> int:
        source = SourceFile("views.py", chain([link], "", length))
        return calls_made(lambda: check_source(source, Options()))

    chained(1)
    assert chained(120) < 4.5 * chained(40)  # up to 30 names are kept of each value, which takes longer


def test_four_times_as_many_fixes_over_comments_are_four_times_the_work() -> None:
    shape = "    if a{0}:\n        request.session['_session_expiry'] = (  # {0}\n            {0}\n        )\n"

    def checked(times: int) -> int:
        code = "def f(request):\n" + "".join(shape.format(n) for n in range(times))
        return calls_made(lambda: check_text(code, "views.py"))

    (found,) = check_text("def f(request):\n" + shape.format(0), "views.py")
    assert found.fix is not None and "# 0" in found.fix.edits[0].text, "the comment stays"
    assert checked(80) < 4.1 * checked(20)


FIXES_WITH_IMPORTS = {
    "an import for all": (
        "from datetime import datetime, timedelta\n",
        "def f{0}(request):\n    request.session.set_expiry(datetime.now() + timedelta(minutes={0} + 5))\n",
    ),
    "imports in functions": (
        "",
        "def f{0}(request):\n    from datetime import datetime, timedelta\n\n"
        "    request.session.set_expiry(datetime.now() + timedelta(minutes={0} + 5))\n",
    ),
}


@pytest.mark.parametrize(("head", "shape"), FIXES_WITH_IMPORTS.values(), ids=FIXES_WITH_IMPORTS)
def test_four_times_as_many_fixes_that_change_imports_are_four_times_the_work(head: str, shape: str) -> None:
    def checked(times: int) -> int:
        code = head + "".join(shape.format(n) for n in range(times))
        return calls_made(lambda: check_text(code, "views.py"))

    checked(1)
    assert all(found.fix is not None and found.fix.edits for found in check_text(head + shape.format(0), "views.py"))
    assert checked(80) < 4.3 * checked(20)
