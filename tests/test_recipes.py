"""What people write who have understood sessions: every rule that is on by default must be silent about it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options

RECIPES = {
    "remember me, Django's documentation": """
        def login_view(request):
            user = authenticate(request, username=request.POST["username"], password=request.POST["password"])
            if user is not None:
                login(request, user)
                if not request.POST.get("remember_me"):
                    request.session.set_expiry(0)
            return redirect("home")
    """,
    "remember me in a LoginView": """
        class RememberLogin(LoginView):
            def form_valid(self, form):
                response = super().form_valid(form)
                if form.cleaned_data.get("remember_me"):
                    self.request.session.set_expiry(60 * 60 * 24 * 30)
                else:
                    self.request.session.set_expiry(0)
                return response
    """,
    "remember me of django-allauth": """
        class LoginForm(forms.Form):
            def login(self, request, redirect_url=None):
                ret = perform_login(request, self.user, redirect_url=redirect_url)
                remember = app_settings.SESSION_REMEMBER
                if remember is None:
                    remember = self.cleaned_data["remember"]
                if remember:
                    request.session.set_expiry(app_settings.SESSION_COOKIE_AGE)
                else:
                    request.session.set_expiry(0)
                return ret
    """,
    "remember me of wagtail": """
        class LoginView(auth_views.LoginView):
            def form_valid(self, form):
                response = super().form_valid(form)
                remember = form.cleaned_data.get("remember")
                if remember:
                    self.request.session.set_expiry(settings.SESSION_COOKIE_AGE)
                else:
                    self.request.session.set_expiry(0)
                return response
    """,
    "remember me by a conditional expression": """
        @receiver(user_logged_in)
        def keep(sender, request, user, **kwargs):
            request.session.set_expiry(1209600 if request.POST.get("remember") == "on" else 0)
    """,
    "logout": """
        def logout_view(request):
            logout(request)
            messages.info(request, "Bye.")
            return redirect("home")
    """,
    "logout by hand": """
        def logout_view(request):
            request.session.flush()
            response = redirect("home")
            response.delete_cookie("sessionid")
            return response
    """,
    "logout that keeps something": """
        def logout_view(request):
            language = request.session.get("language")
            logout(request)
            request.session["language"] = language
            return redirect("home")
    """,
    "async logout": """
        async def logout_view(request):
            await alogout(request)
            return redirect("home")
    """,
    "logout of everybody else's sessions": """
        def logout_everywhere(request):
            for session in Session.objects.all():
                if session.get_decoded().get("_auth_user_id") == str(request.user.pk):
                    session.delete()
            logout(request)
            return redirect("home")
    """,
    "a one-time code with its own end": """
        def send_code(request):
            request.session["otp"] = make_code()
            request.session["otp_ends"] = (timezone.now() + timedelta(minutes=5)).timestamp()
            return redirect("verify")
    """,
    "an idle timeout in a middleware": """
        class IdleTimeout:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                if request.user.is_authenticated:
                    now = int(time.time())
                    if now - request.session.get("last_activity", now) > settings.IDLE_SECONDS:
                        logout(request)
                        return redirect(settings.LOGIN_URL)
                    request.session["last_activity"] = now
                return self.get_response(request)
    """,
    "an idle timeout that is renewed": """
        class Sliding:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                response = self.get_response(request)
                if request.user.is_authenticated:
                    request.session.set_expiry(900)
                return response
    """,
    "django-session-timeout": """
        class SessionTimeoutMiddleware(MiddlewareMixin):
            def process_request(self, request):
                if not hasattr(request, "session") or request.session.is_empty():
                    return
                init_time = request.session.setdefault("_session_init_timestamp_", time.time())
                expire_seconds = getattr(settings, "SESSION_EXPIRE_SECONDS", settings.SESSION_COOKIE_AGE)
                if time.time() - init_time > expire_seconds:
                    request.session.flush()
                    return redirect_to_login(next=request.path)
                request.session["_session_init_timestamp_"] = time.time()
    """,
    "the cart of Django by Example": """
        class Cart:
            def __init__(self, request):
                self.session = request.session
                cart = self.session.get(settings.CART_SESSION_ID)
                if not cart:
                    cart = self.session[settings.CART_SESSION_ID] = {}
                self.cart = cart

            def add(self, product, quantity=1):
                self.cart[str(product.id)] = {"quantity": quantity, "price": str(product.price)}
                self.save()

            def save(self):
                self.session.modified = True

            def clear(self):
                del self.session[settings.CART_SESSION_ID]
                self.save()
    """,
    "a cart in a view": """
        def add_to_cart(request, id):
            cart = request.session.get("cart", {})
            cart[id] = cart.get(id, 0) + 1
            request.session["cart"] = cart
            return redirect("cart")
    """,
    "a cart that is marked": """
        def remove_from_cart(request, id):
            if "cart" in request.session:
                request.session["cart"].pop(id, None)
                request.session.modified = True
            return redirect("cart")
    """,
    "a counter": """
        def view(request):
            request.session["visits"] = request.session.get("visits", 0) + 1
            return render(request, "x.html", {"visits": request.session["visits"]})
    """,
    "the session key is changed": """
        def step_up(request):
            request.session.cycle_key()
            request.session.set_expiry(600)
            return redirect("home")
    """,
    "a session that is made by hand": """
        def enter(user):
            session = SessionStore()
            session["_auth_user_id"] = str(user.pk)
            session.set_expiry(300)
            session.create()
            return session.session_key
    """,
    "clearsessions in a task": """
        @shared_task
        def clear():
            call_command("clearsessions")
    """,
    "an absolute end": """
        def login_view(request, user):
            login(request, user)
            request.session.set_expiry(timezone.now() + timedelta(hours=8))
            return redirect("home")
    """,
}
IMPORTS = """\
import time
from datetime import timedelta

from celery import shared_task
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import alogout, authenticate, login, logout, views as auth_views
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import LoginView
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.dispatch import receiver
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
"""


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_recipes_have_no_findings(recipe: str) -> None:
    found = check_source(SourceFile("views.py", IMPORTS + textwrap.dedent(recipe)), Options())
    assert [finding.text for finding in found] == []


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "recipes").glob("*.py")), ids=lambda path: path.stem)
def test_whole_modules_of_recipes_have_no_findings(path: Path) -> None:
    found = check_source(SourceFile(f"shop/{path.name}", path.read_text("utf-8")), Options())
    assert [f"{finding.line}: {finding.text}" for finding in found] == []
