"""What is found in a module, before LibCST: what rules need, and not harmless uses of sessions."""

from __future__ import annotations

import ast
import time

import pytest

from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.needs import COMPUTED, Shape, Shapes
from flake8_session_expiry.engine.shapes import shapes_of

DJANGO = "from django.http import HttpRequest\nfrom django.utils.timezone import now\n"


def shapes(code: str, path: str = "views.py") -> Shapes:
    """The shapes of a module of Django."""
    return shapes_of(ast.parse(DJANGO + code), DJANGO + code, path)


READ = "def f(request):\n    cart = request.session.get('cart', {})\n    "
MARKED = [
    f"{READ}cart['x'] = 1\n    request.session['cart'] = cart",
    f"{READ}cart['x'] = 1\n    del request.session['cart']",
    f"{READ}cart['x'] = 1\n    request.session.modified = True",
    f"{READ}cart['x'] = 1\n    request.session.save()",
    f"{READ}request.session['n'] += 1\n    cart['x'] = 1",
    f"{READ}if ready:\n        cart.pop('x')\n    with lock:\n        request.session['cart'] = cart",
    f"{READ}for x in xs:\n        if x: cart[x] = 1\n    request.session['cart'] = cart\n    return x",
    f"{READ}cart.clear()\n    if cart:\n        request.session['c'] = 1\n    else:\n        del request.session['c']",
    "def f(self):\n    self.request.session['a'].append(1)\n    self.request.session.modified = True",
    "def f(request):\n    s = request.session\n    s['a'].append(1)\n    s.save()",
    "class Cart:\n    def __init__(self, request):\n        self.s = request.session\n    def add(self):\n"
    "        self.s['a'].append(1)\n        self.s.modified = True",
    "def f(self):\n    c = self.request.session['c']\n    c[1] = 1\n    self.request.session['c'] = c\n"
    "def g(request):\n    c = request.session['c']\n    c[1] = 1\n    request.session['c'] = c",
    "class A:\n    def get(self):\n        self.cart = self.request.session['cart']\n        self.cart['a'] = 1",
]
UNMARKED = [
    f"{READ}cart['x'] = 1",
    f"{READ}cart['x'] = 1\n    if ready: request.session['cart'] = cart",
    f"{READ}cart['x'] = 1\n    if ready: return\n    request.session['cart'] = cart",
    f"{READ}while cart:\n        cart.popitem()\n        if x: break\n        request.session['cart'] = cart",
    f"{READ}while cart:\n        cart.popitem()\n    else:\n        return\n    request.session['cart'] = cart",
    f"{READ}try:\n        cart['x'] = 1\n    finally:\n        request.session['cart'] = cart",
    f"{READ}if 'c' not in request.session:\n        request.session['c'] = cart\n    else:\n"
    "        request.session['c'] = cart\n    cart['x'] = 1",
    f"{READ}cart['x'] = 1\n    request.session.modified = False",
    f"{READ}cart['x'] = 1\n    other.session['cart'] = cart",
    f"{READ}cart['x'] = 1\n    def g(): request.session['cart'] = cart",
    f"{READ}cart['x'] = 1\n    request.session = {{}}\n    request.session['cart'] = cart",
    f"{READ}cart['x'] = 1\n    request = other\n    request.session['cart'] = cart",
    "def f(request):\n    s = request.session\n    s['a'].append(1)\n    s = other\n    s.save()",
    "def f(request):\n    s = request.session\n    s['a'].append(1)\n    s, b = other\n    s.save()",
    "class Cart:\n    def __init__(self, request):\n        self.s = request.session\n    def add(self):\n"
    "        self.s['a'].append(1)\n        self.s, x = y\n        self.s.modified = True",
    "request.session['a'].append(1)\nrequest.session.modified = True",
]
FORMS = "from django.contrib.auth.forms import PasswordChangeForm\n"
FOUND: list[tuple[str, Shape]] = [
    ("request.session.set_expiry(300)", needs.SET_EXPIRY),
    ("self.session.set_expiry(300)", needs.SET_EXPIRY),
    ("old_session.set_expiry(300)", needs.SET_EXPIRY),
    ("s = request.session\ns.set_expiry(300)", needs.SET_EXPIRY),
    ("b = a\na = request.session\nb.flush()", needs.CALLED("flush")),
    ("def f(s: SessionStore): s.flush()", needs.CALLED("flush")),
    ("def f(s: 'SessionBase | None'): s.flush()", needs.CALLED("flush")),
    (
        "class A:\n def f(self): self.s = request.session\n def g(self): self.s.flush()",
        needs.CALLED("flush"),
    ),
    ("s, user = request.session, request.user\ns.flush()", needs.CALLED("flush")),
    ("s = request.session if request else None\ns.flush()", needs.CALLED("flush")),
    ("t = s if s else None\ns = request.session\nt.flush()", needs.CALLED("flush")),
    ("S = SessionStore if x else None\nS().flush()", needs.CALLED("flush")),
    ("from x import SessionStore as S\nS().flush()", needs.CALLED("flush")),
    ("import_string(f'{settings.SESSION_ENGINE}.SessionStore')().flush()", needs.CALLED("flush")),
    ("getattr(request, 'session').flush()", needs.CALLED("flush")),
    ("scope['session'].flush()", needs.CALLED("flush")),
    ("(s := request.session).flush()", needs.CALLED("flush")),
    ("async def f(): (await client.asession()).flush()", needs.CALLED("flush")),
    ("request.session.get()", needs.MISFIT),
    ("request.session.get_expiry_age(seconds=1)", needs.MISFIT),
    ("async def f(): await request.session.flush()", needs.AWAITED("flush")),
    ("async def f(): request.session.aflush()", needs.UNAWAITED("aflush")),
    ("from django.contrib.auth import alogout as bye\nasync def f(): bye(request)", needs.UNAWAITED("alogout()")),
    ("async def f(): await auth.logout(request)", needs.AWAITED("logout()")),
    ("request.session.flush", needs.UNCALLED("flush")),
    ("request.session.modified = True", needs.WRITTEN("modified")),
    ("setattr(request.session, 'modified', True)", needs.WRITTEN("modified")),
    ("del request.session.save", needs.WRITTEN("save")),
    ("request.session.expire(3)", needs.UNKNOWN_MEMBER("expire")),
    ("request.session['a']", needs.ITEM("read")),
    ("request.session['a'] = 1", needs.ITEM("written")),
    ("request.session['a'] += 1", needs.ITEM("written")),
    ("del request.session['a']", needs.ITEM("deleted")),
    ("'a' in request.session", needs.KEY_ASKED),
    ("request.session['a']['b'] = 1", needs.NESTED_CHANGE),
    ("request.session.get('a', {}).update(b=1)", needs.NESTED_CHANGE),
    ("(request.session.get('a') or []).append(1)", needs.NESTED_CHANGE),
    ("cart = request.session['cart']\ncart['b'] = 1", needs.NESTED_CHANGE),
    ("if (cart := request.session.get('cart')): cart['b']['c'].append(1)", needs.NESTED_CHANGE),
    *((code, needs.NESTED_CHANGE) for code in UNMARKED),
    ("request.session['at'] = now()", needs.ODD_VALUE),
    ("request.session.update(user=request.user)", needs.ODD_VALUE),
    ("at = now()\nrequest.session['at'] = at", needs.ODD_VALUE),
    ("data = {}\ndata['at'] = now()\nrequest.session['data'] = data", needs.ODD_VALUE),
    ("for each in Item.objects.all(): request.session['x'] = each", needs.ODD_VALUE),
    ("def form_valid(self, form): request.session['form'] = form", needs.ODD_VALUE),
    ("request.session['cart']['x'] = {1}", needs.ODD_VALUE),
    ("request.session['seen'].append(now())", needs.ODD_VALUE),
    ("request.session['cart'].update(at=now())", needs.ODD_VALUE),
    ("a = b\nb = a\nb = now()\nrequest.session['x'] = a", needs.ODD_VALUE),
    ("a = b\nb = a\nb = now()\nrequest.session['x'] = b\nrequest.session['y'] = a", needs.ODD_VALUE),
    ("cart = {}\ncart['x'] = cart.get('y')\ncart['y'] = now()\nrequest.session['x'] = cart", needs.ODD_VALUE),
    ("x = []\nx += [now()]\nrequest.session['x'] = x", needs.ODD_VALUE),
    ("x = {}\nx[1, 2] = 3\nrequest.session['x'] = x", needs.ODD_VALUE),
    ("request.session[5] = 1", needs.ODD_KEY("written")),
    ("request.session[5] += 1", needs.ODD_KEY("written")),
    ("request.session.setdefault(5, 1)", needs.ODD_KEY("written")),
    ("request.session.update({5: 1})", needs.ODD_KEY("written")),
    ("def add(request, pk: int): request.session[pk] = 1", needs.ODD_KEY("written")),
    ("request.session['cart'][item.id] = 1", needs.ODD_KEY("written")),
    ("request.session['cart'].setdefault(5, 1)", needs.ODD_KEY("written")),
    ("request.session['cart'].update({5: 1})", needs.ODD_KEY("written")),
    ("cart = request.session.get('cart')\ncart.get(item.pk)", needs.ODD_KEY("read")),
    ("cart = {}\ncart[1] = 2\nrequest.session['cart'] = cart", needs.ODD_KEY("written")),
    ("5 in request.session", needs.ODD_KEY("read")),
    ("if request.session: pass", needs.TESTED),
    ("async def f(self):\n session = await self.client.asession()\n if session: pass", needs.TESTED),
    ("x = not (a and request.session)", needs.TESTED),
    ("[a for a in b if request.session]", needs.TESTED),
    ("request.session('a')", needs.SESSION_CALLED),
    ("request.session = {}", needs.SESSION_REPLACED),
    ("del request.session", needs.SESSION_REPLACED),
    ("self.client.session['a'] = 1", needs.CLIENT_CHANGED),
    ("client.session['a']['b'] = 1", needs.CLIENT_CHANGED),
    ("client.session.update(a=1)", needs.CLIENT_CHANGED),
    ("store = SessionStore()\nstore['a'] = 1", needs.STORE_CHANGED),
    ("def f():\n s = SessionStore()\n del s['a']\ndef g(s): s.save()", needs.STORE_CHANGED),
    ("s = SessionStore()\ns.update(a=1)\ns.exists(k)", needs.STORE_CHANGED),
    ("s = SessionStore()\ns.modified = True", needs.STORE_CHANGED),
    ("s = SessionStore()\nsetattr(s, 'modified', True)", needs.STORE_CHANGED),
    ("SessionStore(key).set_expiry(3)", needs.STORE_CHANGED),
    ("store = SessionStore()", needs.STORE_OUTSIDE),
    ("request.set_expiry(300)", needs.ON_REQUEST),
    ("Session.objects.get().set_expiry(3)", needs.ON_REQUEST),
    ("for session in Session.objects.all(): session.set_expiry(3)", needs.ON_REQUEST),
    ("request.user.set_password(x)", needs.PASSWORD_SET),
    ("user = User.objects.get(pk=request.user.pk)\nuser.set_password(x)", needs.PASSWORD_SET),
    ("form = F(instance=request.user)\nuser = form.save()\nuser.set_password(x)", needs.PASSWORD_SET),
    ("request.user.password = make_password(x)", needs.PASSWORD_SET),
    (
        "class A:\n def get_object(self): return self.request.user\n def b(self): self.get_object().set_password(x)",
        needs.PASSWORD_SET,
    ),
    ("user = await request.auser()\nuser.set_password(x)", needs.PASSWORD_SET),
    ("def f(r: HttpRequest): r.user.set_password(x)", needs.PASSWORD_SET),
    ("r, n = request, 1\nr.user.set_password(x)", needs.PASSWORD_SET),
    ("a = b\nb = a\na = request.user\nb.set_password(x)", needs.PASSWORD_SET),
    ("class A:\n def f(self, r): self.r = request\n def g(self): self.r.user.set_password(x)", needs.PASSWORD_SET),
    ("kwargs.pop('request').user.set_password(x)", needs.PASSWORD_SET),
    (
        "class A(APIView):\n authentication_classes = ()\n def f(self, request): request.user.set_password(x)",
        needs.PASSWORD_SET,
    ),
    ("def f():\n class A(APIView):\n  def f(self, request): request.user.set_password(x)", needs.PASSWORD_SET),
    ("self.context['request'].user.set_password(x)", needs.PASSWORD_SET),
    ("get_object_or_404(User, username=request.user).set_password(x)", needs.PASSWORD_SET),
    ("User.objects.filter(id__exact=request.user.id).first().set_password(x)", needs.PASSWORD_SET),
    ("from hashers import make_password as hashed\nrequest.user.password = hashed(x)", needs.PASSWORD_SET),
    (f"{FORMS}form = PasswordChangeForm(request.user)\nform.user.set_password(x)", needs.PASSWORD_SET),
    (f"{FORMS}form = PasswordChangeForm(request.user)\nform.save()", needs.PASSWORD_FORM_SAVED),
    (f"{FORMS}F = PasswordChangeForm\nform = F(request.user)\nform.save()", needs.PASSWORD_FORM_SAVED),
    (f"{FORMS}class F(PasswordChangeForm): pass\nF(request.user).save()", needs.PASSWORD_FORM_SAVED),
    ("from django.contrib.auth import forms\nforms.SetPasswordForm(user).save()", needs.PASSWORD_FORM_SAVED),
    (
        f"{FORMS}class A(FormView):\n form_class = PasswordChangeForm\n def form_valid(self, form): form.save()",
        needs.PASSWORD_FORM_SAVED,
    ),
    ("class A(PasswordChangeView):\n def form_valid(self, form): form.save()", needs.PASSWORD_FORM_SAVED),
    ("item, made = Item.objects.get_or_create()\nrequest.session['x'] = item", needs.ODD_VALUE),
    ("from shop.forms import OrderForm\nrequest.session['x'] = OrderForm()", needs.ODD_VALUE),
    ("request.session['x'] = name.encode()", needs.ODD_VALUE),
    ("request.session['x'] = request.POST.get('x', now())", needs.ODD_VALUE),
    ("from datetime import datetime\nrequest.session['x'] = datetime.max", needs.ODD_VALUE),
    ("request = Client()\nrequest.session['x'] = 1", needs.CLIENT_CHANGED),
    ("from django.test import Client as C\nrequest = C()\nrequest.session['x'] = 1", needs.CLIENT_CHANGED),
    (f"{FORMS}async def f():\n form = PasswordChangeForm(x)\n await form.asave()", needs.PASSWORD_FORM_SAVED),
    ("response.set_cookie('sessionid', x)", needs.COOKIE_SET("sessionid")),
    ("response.delete_cookie(settings.SESSION_COOKIE_NAME)", needs.COOKIE_DELETED),
    ("request.session.set_expiry(0)", needs.SET_EXPIRY("0")),
    ("request.session.set_expiry(value=None)", needs.SET_EXPIRY("None")),
    ("from django.conf import settings\nrequest.session.set_expiry(settings.AGE)", needs.SET_EXPIRY("setting")),
    *(
        (f"{before}request.session.set_expiry({given})", needs.SET_EXPIRY("other"))
        for before, given in (
            *(("", given) for given in ("False", "300", "-1", "0.0", "0, 1", "*x", "0 if a else 1", "x.y.z", "age")),
            ("from shop import settings\n", "settings.AGE"),
            ("from django.conf import settings\nsettings = x\n", "settings.AGE"),
            ("def f():\n from django.conf import settings\n", "settings.AGE"),
            ("from django.conf import settings\n", "settings.AGE_MS"),
            ("from django.conf import settings\n", "settings.AGE_IN_MILLISECONDS"),
        )
    ),
    *(
        (code, needs.SET_EXPIRY("stated"))
        for code in (
            "request.session.set_expiry(0)  # never expires",
            "# For 5 minutes,\n# or so\nrequest.session.set_expiry(None)",
            "request.session.set_expiry(  # an hour\n    0\n)",
            "if x: request.session.set_expiry(0)  # doesn't expire",
            "request.session.set_expiry(0)  # через минуту",
        )
    ),
    ("if remember: request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("if not remember: pass\nelse: request.session.set_expiry(age)", needs.REMEMBER_EXPIRY),
    ("if not x:\n for y in z: pass\nelif remember: request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("if request.POST.get('keep_signed_in') == 'on': request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("if 'remember' not in request.POST:\n  pass\nelse:\n  request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("ends = not form['remember']\nif ends: pass\nelse: request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("if bool(x := data.pop('rememberMe').lower()): request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("request.session.set_expiry(0 if form.remember_me else 9)", needs.REMEMBER_EXPIRY),
    ("age = 0 if remember else 9\nrequest.session.set_expiry(age)", needs.REMEMBER_EXPIRY),
    ("def log_out(request):\n if x: request.session.set_expiry(0)", needs.LOGOUT_EXPIRY),
    ("class Logout:\n def get(self):\n  request.session.set_expiry(age)", needs.LOGOUT_EXPIRY),
    ("if a == True: pass", needs.BOOL_COMPARED),
    ("x = False is not a", needs.BOOL_COMPARED),
    ("def user_log_out(): pass", needs.LOGOUT_NAMED),
    ("class SignOut: pass", needs.LOGOUT_NAMED),
    ("settings.SESSION_COOKIE_AGE = 1", needs.RUNTIME_SETTING),
    ("setattr(settings, 'SESSION_COOKIE_AGE', 1)", needs.RUNTIME_SETTING),
    ("SESSION_COOKIE_AGE == 3", needs.UNASSIGNED),
    ("SESSION_COOKIE_AGE: 3", needs.UNASSIGNED),
    ("SESION_COOKIE_AGE = 3", needs.UNKNOWN_SETTING),
    ("ESSSION_COOKIE_AGE = 3", needs.UNKNOWN_SETTING),
    ("session_cookie_age = 3", needs.UNKNOWN_SETTING),
    ("SESSION_COOKIE_AGE = 3\nSESSION_COOKIE_AGE = 4", needs.ASSIGNED_TWICE),
    (
        "MIDDLEWARE = ['django.contrib.auth.middleware.AuthenticationMiddleware', 'x.SessionMiddleware']",
        needs.UNSERVED_MIDDLEWARE,
    ),
    (
        "MIDDLEWARE = ['shop.Own', 'django.contrib.sessions.middleware.SessionMiddleware']",
        needs.EARLY_MIDDLEWARE("shop.Own"),
    ),
    ("from .base import *", needs.SETTINGS_FILE),
    ("INSTALLED_APPS = []\nDEBUG = True", needs.SETTINGS_FILE),
    ("store = engine.SessionStore(key)", needs.STORE_MADE),
    ("def f(self: HttpRequest): self.set_expiry(3)", needs.ON_REQUEST),
    ("engine.SessionStore.clear_expired()", needs.EXPIRED_CLEARED),
    ("call_command('clearsessions')", needs.EXPIRED_CLEARED),
    ("from django.core.cache import caches\ncaches['x'].clear()", needs.CACHE_CLEARED),
    ("from django import core\ncore.cache.cache.aclear()", needs.CACHE_CLEARED),
    ("redirect('logout')", needs.REDIRECT),
    ("from django.http import HttpResponseRedirect as go\ngo('/logout/')", needs.REDIRECT),
    ("generic.RedirectView.as_view(url='/logout/')", needs.REDIRECT),
    ("class Out(View): success_url = '/logout/'", needs.REDIRECT),
    ("class Out(View):\n def get_redirect_url(self): return '/logout/'", needs.REDIRECT),
]
NOT_FOUND: list[tuple[str, Shape]] = [
    ("class Store(SessionBase):\n def f(self): self.set_expiry(3); super().cycle_key()", needs.ON_REQUEST),
    ("class Store(SessionStore):\n def clear_expired(cls): pass", needs.EXPIRED_CLEARED),
    ("rows = {}\nrows.clear()", needs.CACHE_CLEARED),
    ("LOGIN_REDIRECT_URL = '/'\nrender('redirect')", needs.REDIRECT),
    ("class Form:\n def save(self): self.user.set_password(x)", needs.PASSWORD_SET),
    ("request.session._session_cache", needs.UNKNOWN_MEMBER),
    ("DEBUG = True\nDEBUG = False", needs.ASSIGNED_TWICE),
    ("PAGE_SIZE = 20\nDEBUG = True", needs.SETTINGS_FILE),
    ("class Store(SessionStore): pass\nstore = Store()", needs.STORE_MADE),
    ("self.session.flush()", needs.CALLED),
    ("old_session.flush()", needs.CALLED),
    ("import requests\nrequests.session.flush()", needs.CALLED),
    ("request.session.get('a')\nrequest.session.pop('a', None)", needs.MISFIT),
    ("request.session.get('a')", needs.UNCALLED),
    ("async def f(): await request.session.aget('a')", needs.UNAWAITED),
    ("x = request.session['a']['b']", needs.NESTED_CHANGE),
    ("cart = request.session['cart']\nx = cart['b']", needs.NESTED_CHANGE),
    *((code, needs.NESTED_CHANGE) for code in MARKED),
    ("request.session['a'] = 'text'", needs.ODD_VALUE),
    ("request.session['a'] = {'x': [1, 2.5, None, True, -1]}", needs.ODD_VALUE),
    ("request.session['a'] = str(now())", needs.ODD_VALUE),
    ("request.session['a'] = now().isoformat()", needs.ODD_VALUE),
    ("request.session['a'] = request.POST.get('a')", needs.ODD_VALUE),
    ("request.session['a'] = request.POST['a']", needs.ODD_VALUE),
    ("n = 0\nrequest.session['a'] = n + 1", needs.ODD_VALUE),
    ("def f(request, name): request.session['a'] = name", needs.ODD_VALUE),
    ("request.session['a'] = product.id", needs.ODD_VALUE),
    ("request.session['a']\nrequest.session.get(KEY)\n'a' in request.session", needs.ODD_KEY),
    ("KEY = 'cart'\nrequest.session[KEY] = 1", needs.ODD_KEY),
    ("request.session[f'{a}'] = 1", needs.ODD_KEY),
    ("request.session[settings.CART] = 1", needs.ODD_KEY),
    ("if request.session.get('a'): pass", needs.TESTED),
    ("async def f(self):\n session = await self.asession()\n if session: pass", needs.TESTED),
    ("self.session = {}", needs.SESSION_REPLACED),
    ("request.session['a'] = 1", needs.CLIENT_CHANGED),
    ("session = self.client.session\nsession['a'] = 1", needs.CLIENT_CHANGED),
    ("s = SessionStore()\ns['a'] = 1\ns.save()", needs.STORE_CHANGED),
    ("async def f():\n s = SessionStore()\n await s.aset('a', 1)\n await s.asave()", needs.STORE_CHANGED),
    ("s = SessionStore()\ns.update(a=1)\ndone(s.save)", needs.STORE_CHANGED),
    ("s = SessionStore()\nx = s['a']\ns.exists(k)", needs.STORE_CHANGED),
    ("self.s = SessionStore()\nself.s['a'] = 1\nrequest.session['a'] = 1", needs.STORE_CHANGED),
    ("def f(): store = SessionStore()", needs.STORE_OUTSIDE),
    ("request.session.set_expiry(3)", needs.ON_REQUEST),
    ("user = User(name)\nuser.set_password(x)", needs.PASSWORD_SET),
    ("user = User.objects.create(by=request.user)\nuser.set_password(x)", needs.PASSWORD_SET),
    ("profile.user.set_password(x)", needs.PASSWORD_SET),
    ("class A(Serializer):\n def f(self): self.context['request'].user.set_password(x)", needs.PASSWORD_SET),
    ("request.user.password = x", needs.PASSWORD_SET),
    ("form = UserForm(request.POST)\nform.save()", needs.PASSWORD_FORM_SAVED),
    ("from shop.forms import PasswordChangeForm\nPasswordChangeForm(request.user).save()", needs.PASSWORD_FORM_SAVED),
    ("a = 'x'\na = b\nb = a\nrequest.session['x'] = b", needs.ODD_VALUE),
    ("cart = {}\ncart['x'] = cart.get('y')\nrequest.session['x'] = cart", needs.ODD_VALUE),
    ("x = []\nx.append(item.name)\nrequest.session['x'] = x", needs.ODD_VALUE),
    ("5 in request.session\nrequest.session.get(5)\ndel request.session['c'][5]", needs.ODD_KEY("written")),
    ("request.session.update({**data})", needs.ODD_KEY),
    ("from shop import totals\nrequest.session['a'] = totals(cart)", needs.ODD_VALUE),
    ("def total(): ...\nrequest.session['a'] = total()", needs.ODD_VALUE),
    ("request.session['a'] = request.get_full_path()", needs.ODD_VALUE),
    ("for a, b in rows: request.session[a] = b", needs.ODD_VALUE),
    ("request = RequestFactory().get('/')\nrequest.session['x'] = 1", needs.CLIENT_CHANGED),
    ("client.session.save()\nx = client.session.pop('a')", needs.CLIENT_CHANGED),
    ("response.delete_cookie('sessionid', domain='x')", needs.COOKIE_DELETED),
    (f"{FORMS}class F(PasswordChangeForm):\n def save(self): super().save()", needs.PASSWORD_FORM_SAVED),
    (f"{FORMS}form = PasswordChangeForm(x)\nsave(form)", needs.PASSWORD_FORM_SAVED),
    ("class A(FormView):\n def form_valid(self, form): form.save()", needs.PASSWORD_FORM_SAVED),
    ("setattr(request.session)", needs.WRITTEN),
    ("request.session['seen'].index(now())", needs.ODD_VALUE),
    ("seen = {}\nseen.update(at=now())", needs.ODD_VALUE),
    ("seen = {}\nseen[5] = now()", needs.ODD_KEY),
    ("cart = request.session['cart']\nother['b'] = 1", needs.NESTED_CHANGE),
    ("cart = request.session['cart']\ncart = {}", needs.NESTED_CHANGE),
    *(
        (f"from django.conf import settings\nrequest.session.set_expiry({given})", needs.SET_EXPIRY("other"))
        for given in ("0", "None", "settings.SESSION_COOKIE_AGE", "value=0")
    ),
    *(
        (code, needs.SET_EXPIRY("stated"))
        for code in (
            "# never\n\nrequest.session.set_expiry(0)",
            "request.session.set_expiry(0)  # until the browser is closed\n# never",
            "x = 1  # never\nrequest.session.set_expiry(0)",
            "request.session.set_expiry(300)  # never expires",
        )
    ),
    ("if remember: request.session.set_expiry(None)\nelse: request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("if not remember: request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("if admin: request.session.set_expiry(0)\nif remember: pass", needs.REMEMBER_EXPIRY),
    ("if remember and admin: request.session.set_expiry(0)", needs.REMEMBER_EXPIRY),
    ("def logout(request): request.session.set_expiry(None)", needs.LOGOUT_EXPIRY),
    ("def login(request): request.session.set_expiry(0)\ndef logout(): pass", needs.LOGOUT_EXPIRY),
    ("if a == 1 or a is None: pass", needs.BOOL_COMPARED),
    (
        "MIDDLEWARE = ['django.x.Y', 'django.contrib.sessions.middleware.SessionMiddleware', 'shop.Own']",
        needs.EARLY_MIDDLEWARE,
    ),
    ("def login(): pass", needs.LOGOUT_NAMED),
    ("settings.SESSION_COOKIE_AGE", needs.RUNTIME_SETTING),
    ("SESSION_COOKIE_AGE = 3\nDATABASES = {}\nsession = session_key = 3", needs.UNKNOWN_SETTING),
    (
        "MIDDLEWARE = ['x.SessionMiddleware', 'django.contrib.auth.middleware.AuthenticationMiddleware']",
        needs.UNSERVED_MIDDLEWARE,
    ),
    ("x = 1", needs.SETTINGS_FILE),
]


@pytest.mark.parametrize(("code", "shape"), FOUND, ids=[code for code, _ in FOUND])
def test_found(code: str, shape: Shape) -> None:
    assert shape.met_by(shapes(code), needs.UNKNOWN_PROJECT)


@pytest.mark.parametrize(("code", "shape"), NOT_FOUND, ids=[code for code, _ in NOT_FOUND])
def test_not_found(code: str, shape: Shape) -> None:
    assert not shape.met_by(shapes(code), needs.UNKNOWN_PROJECT)


def test_module_of_another_framework_has_no_sessions() -> None:
    code = "from flask import request, session\nrequest.session.flush()\nSESSION_COOKIE_AGE = 3\n"
    found = shapes_of(ast.parse(code), code, "views.py")
    assert not needs.CALLED.met_by(found, needs.UNKNOWN_PROJECT)
    assert needs.ASSIGNED("SESSION_COOKIE_AGE").met_by(found, needs.UNKNOWN_PROJECT)


def test_names_that_the_user_gives_are_sessions() -> None:
    code = "store['at'] = b''\nself.state.flush()\n"
    found = shapes_of(ast.parse(code), code, "views.py", {"store", "state"})
    assert needs.ODD_VALUE.met_by(found, needs.UNKNOWN_PROJECT)
    assert needs.CALLED("flush").met_by(found, needs.UNKNOWN_PROJECT)


def test_settings_with_their_literals_outside_of_functions() -> None:
    code = (
        "SESSION_COOKIE_AGE = 3600\n"
        "if DEBUG:\n    SESSION_COOKIE_AGE: int = 60 * 60\n"
        "class Production(Base):\n    SESSION_COOKIE_SECURE = True\n"
        "def f():\n    SESSION_ENGINE = 'x'\n"
        "SESSION_COOKIE_PATH = SESSION_COOKIE_DOMAIN = None\n"
        "SESSION_COOKIE_NAME, SECRET_KEY = 'a', 'b'\n"
        "PASSWORD_HASHERS_OF_SHOP = PERMISSION_CLASSES = SION = 1\n"
    )
    assert {name: sorted(map(repr, values)) for name, values in shapes(code).assigned.items()} == {
        "SESSION_COOKIE_AGE": ["'<computed>'", "3600"],
        "SESSION_COOKIE_SECURE": ["True"],
        "SESSION_COOKIE_PATH": ["None"],
        "SESSION_COOKIE_DOMAIN": ["None"],
        "SESSION_COOKIE_NAME": [repr(COMPUTED)],
        "SECRET_KEY": [repr(COMPUTED)],
    }


LONG = {
    "chain of names": "s0 = request.session\n" + "".join(f"s{n + 1} = s{n}\n" for n in range(20_000)),
    "chain from below": "".join(f"s{n + 1} = s{n}\n" for n in range(20_000, 0, -1)) + "s1 = request.session\n",
    "values by names": "".join(f"a{n} = a{n + 1}\n" for n in range(20_000)) + "request.session['x'] = a0\n",
    "operands": "x = " + " or ".join(["request.session.get('a')"] * 10_000) + "\n",
    "stored names": "".join(f"c{n} = request.session['c']\nself.c{n} = c{n}\n" for n in range(10_000)),
    "changes": "c = request.session['c']\n" + "c['x'] = now()\n" * 20_000,
    "settings": "".join(f"SESSION_X{n} = {n}\n" for n in range(20_000)),
    "choices": "cart = request.session['c']\n" + "x = " + "cart if cart else " * 900 + "cart\n",
    "marks": "def f(request):\n    c = request.session['c']\n"
    + "    c['x'] = 1\n" * 20_000
    + "    request.session['c'] = c\n",
    "nested marks": "def f(request):\n c = request.session['c']\n"
    + "".join(f"{' ' * n}if x{n}:\n {' ' * n}c['x'] = 1\n" for n in range(1, 95)),
    "expiries": "if remember:\n" + "    request.session.set_expiry(0)  # 5\n" * 10_000 + "else: x = 1\n",
    "choices of marks": "def f(request):\n c = request.session['c']\n c['x'] = 1\n if x: request.session['c'] = c\n"
    + " elif y: request.session['c'] = c\n" * 900
    + " else: request.session['c'] = c\n",
    "choices of expiries": "if remember: x = 1\n" + "elif x == y: request.session.set_expiry(0)\n" * 900,
    "users": "".join(f"u{n} = u{n + 1}\n" for n in range(20_000)) + "u0.set_password(x)\n",
    "filters": "u = U" + ".filter(a=1)" * 900 + ".get()\nu.set_password(x)\n",
    "values in containers": "c = {}\n" + "c['a'] = c.get('b')\n" * 5_000 + "request.session['c'] = c\n" * 5_000,
    "passwords": "user = f()\n" * 10_000 + "user.set_password(x)\n" * 10_000,
    "requests": "request = f()\n" * 10_000 + "request.session['a'] = self.key\n" * 10_000 + "self.key = f()\n" * 9_000,
    "functions": "async def f(request):\n    await request.session.aset('a', request.user)\n" * 10_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_time_grows_with_the_length_only(text: str) -> None:
    tree = ast.parse(text)
    started = time.process_time()
    shapes_of(tree, text, "views.py")
    assert time.process_time() - started < 8  # about half a second; the square of it would be minutes


def test_deep_code_is_no_recursion() -> None:
    assert needs.ITEM("read").met_by(shapes_of(_deep_tree(), "", "views.py"), needs.UNKNOWN_PROJECT)


def _deep_tree() -> ast.Module:
    """``request.session["k"]`` below thousands of other nodes, deeper than Python parses."""
    node: ast.expr = ast.parse("request.session['k']", mode="eval").body
    for _ in range(5_000):
        node = ast.Await(ast.Subscript(node, ast.Constant("k"), ast.Load()))
    return ast.Module([ast.Expr(node)], [])
