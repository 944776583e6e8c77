"""Codes, captchas and reset tokens that end by themselves."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils import timezone

OTP_TTL = 300


@login_required
def with_its_own_end(request):
    request.session["otp"] = secrets.token_hex(3)
    request.session["otp_ends_at"] = time.time() + OTP_TTL
    return redirect("verify")


@login_required
def end_as_text(request):
    request.session["otp"] = {
        "code": secrets.token_hex(3),
        "ends_at": (timezone.now() + timedelta(seconds=OTP_TTL)).isoformat(),
    }
    return redirect("verify")


@login_required
def in_the_cache(request):
    cache.set(f"otp:{request.user.pk}", secrets.token_hex(3), timeout=OTP_TTL)
    return redirect("verify")


def before_the_login(request):
    request.session["otp"] = secrets.token_hex(3)
    request.session.set_expiry(OTP_TTL)
    return redirect("verify")


def forgot_password(request):
    if request.method == "POST":
        user = get_user_model().objects.filter(email=request.POST["email"]).first()
        request.session["reset_token"] = secrets.token_hex(16)
        request.session["reset_user"] = user.pk
        request.session.set_expiry(300)  # reset token expires in 5 minutes
        return redirect("reset")
    return render(request, "forgot.html")


def verify_login(request):
    if request.POST["otp"] == request.session.pop("otp", None) and request.session["otp_ends_at"] > time.time():
        login(request, get_user_model().objects.get(pk=request.session["user"]))
        request.session.set_expiry(None)
        return redirect("home")
    return redirect("login")


def captcha(request):
    request.session["captcha"] = secrets.token_hex(3)
    return render(request, "captcha.html")
