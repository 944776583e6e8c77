"""Idle timeouts and fixed ends."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

IDLE_SECONDS = 15 * 60


class IdleTimeoutMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            request.session.set_expiry(settings.SESSION_IDLE_TIMEOUT)
        return self.get_response(request)


class LastActivityMiddleware(MiddlewareMixin):
    def process_request(self, request):
        if not request.user.is_authenticated:
            return None
        now = time.time()
        if now - request.session.get("last_activity", now) > IDLE_SECONDS:
            logout(request)
            return redirect("login")
        request.session["last_activity"] = now
        return None


class TextActivityMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "last_touch" in request.session:
            last = timezone.datetime.fromisoformat(request.session["last_touch"])
            if timezone.now() - last > timedelta(minutes=15):
                request.session.flush()
                return redirect("login")
        request.session["last_touch"] = timezone.now().isoformat()
        return self.get_response(request)


def sliding(get_response):
    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated:
            request.session.set_expiry(IDLE_SECONDS)
        return response

    return middleware


def keep_alive(request):
    request.session.modified = True
    return JsonResponse({"expires_in": request.session.get_expiry_age()})


def eight_hours_at_most(request, user):
    login(request, user)
    request.session.set_expiry(timezone.now() + timedelta(hours=8))  # 8 hours
    return redirect("home")


def language_cookie(request):
    response = redirect("home")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        "de",
        max_age=None if request.session.get_expire_at_browser_close() else request.session.get_expiry_age(),
    )
    return response
