"""Remember-me, the right way round, as projects write it."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth import authenticate, login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import LoginView
from django.dispatch import receiver
from django.shortcuts import redirect, render
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

REMEMBER_ME_AGE = 60 * 60 * 24 * 30
TWO_WEEKS = 1209600


def not_remembered(request):
    user = authenticate(request, username=request.POST["username"], password=request.POST["password"])
    if user is not None:
        login(request, user)
        if not request.POST.get("remember_me"):
            request.session.set_expiry(0)
        return redirect("home")
    messages.error(request, "wrong")
    return render(request, "login.html")


def both_branches(request, form):
    login(request, form.get_user())
    if form.cleaned_data.get("remember_me"):
        request.session.set_expiry(TWO_WEEKS)  # 2 weeks
    else:
        request.session.set_expiry(0)  # until the browser closes
    return redirect("home")


def not_on(request, user):
    auth.login(request, user)
    remember = request.POST.get("remember", "off")
    if remember != "on":
        request.session.set_expiry(0)
    return redirect("home")


def is_none(request, user):
    login(request, user)
    if request.POST.get("remember") is None:
        request.session.set_expiry(0)
    else:
        request.session.set_expiry(REMEMBER_ME_AGE)
    return redirect("home")


def in_one_expression(request, user):
    login(request, user)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if request.POST.get("remember") else 0)
    return redirect("home")


def the_default(request, user):
    login(request, user)
    request.session.set_expiry(None if "remember" in request.POST else 0)
    return redirect("home")


def early_return(request, user):
    login(request, user)
    if request.POST.get("remember"):
        request.session.set_expiry(timedelta(days=30))
        return redirect("home")
    request.session.set_expiry(0)
    return redirect("home")


def public_computer(request, user):
    login(request, user)
    if request.POST.get("public_computer"):
        request.session.set_expiry(0)
    return redirect("home")


def the_short_one_first(request, user):
    login(request, user)
    request.session.set_expiry(0)
    if request.POST.get("keep_logged_in") == "true":
        request.session.set_expiry(REMEMBER_ME_AGE)
    return redirect("home")


def by_helper(request, user):
    login(request, user)
    _apply_lifetime(request, bool(request.POST.get("remember")))
    return redirect("home")


def _apply_lifetime(request, remember):
    if not remember:
        request.session.set_expiry(0)
        return
    request.session.set_expiry(timezone.now() + timedelta(days=30))


class RememberingLoginView(LoginView):
    def form_valid(self, form):
        response = super().form_valid(form)
        if not form.cleaned_data["remember_me"]:
            self.request.session.set_expiry(0)
            self.request.session.modified = True
        return response


class RememberingForm(AuthenticationForm):
    remember_me = forms.BooleanField(required=False)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("remember_me"):
            self.request.session.set_expiry(0)
        return cleaned


class LoginAPI(APIView):
    def post(self, request):
        user = authenticate(request, **request.data)
        login(request, user)
        if request.data.get("remember") is True:
            request.session.set_expiry(REMEMBER_ME_AGE)
        else:
            request.session.set_expiry(0)
        return Response({"expires_in": request.session.get_expiry_age()})


@receiver(user_logged_in)
def staff_for_a_shift(sender, request, user, **kwargs):
    if user.is_staff:
        request.session.set_expiry(timedelta(hours=8))
