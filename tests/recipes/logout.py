"""Logouts, as projects write them."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.views import View


@login_required
def plain(request):
    logout(request)
    return redirect("login")


def logout_with_message(request):
    logout(request)
    messages.info(request, "See you.")
    return redirect("login")


def logout_by_flush(request):
    request.session.flush()
    return redirect("login")


def logout_and_forget_the_cookie(request):
    logout(request)
    response = HttpResponseRedirect("/")
    response.delete_cookie("sessionid")
    return response


def logout_and_keep_the_language(request):
    language = request.session.get("language")
    logout(request)
    if language:
        request.session["language"] = language
    return redirect("login")


def logout_by_helper(request):
    _do_logout(request)
    return redirect("login")


def _do_logout(request):
    request.session.flush()


def end_of_a_step(request):
    del request.session["wizard"]
    return redirect("home")


class Leave(View):
    def post(self, request):
        logout(request)
        return redirect("login")


class LeaveWithTrace(LogoutView):
    def dispatch(self, request, *args, **kwargs):
        name = request.user.get_username()
        response = super().dispatch(request, *args, **kwargs)
        request.session["left"] = name
        return response


async def leave(request):
    await sync_to_async(logout)(request)
    return redirect("login")
