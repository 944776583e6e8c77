"""Logging in and out: each view has a mistake that is common in public code, or the right way to do it."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate, login, update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, JsonResponse


def login_view(request):
    user = authenticate(request, username=request.POST["username"], password=request.POST["password"])
    if user is None:
        return HttpResponse("wrong name or password", status=403)
    login(request, user)
    request.session.set_expiry = 1800
    return HttpResponse("welcome")


def remember(request):
    if request.POST.get("remember") == "on":
        request.session.set_expiry(int(request.POST["days"]) * 86400)
    else:
        request.session.set_expiry(0)  # right: until the browser closes
    return HttpResponse("as you wish")


def logout_view(request):
    request.session.flush
    return HttpResponse("goodbye")


def send_code(request):
    request.session["code"] = "123456"
    request.session.set_expiry(600)  # 5 minutes
    return HttpResponse("sent")


def report(request):
    request.session.set_expiry(datetime.now() + timedelta(hours=1))
    return JsonResponse({"seconds": request.session.get_expiry_age})


def change_password(request):
    request.user.set_password(request.POST["new"])
    request.user.save()
    return HttpResponse("changed")


def reset_password(request):
    request.user.set_password(request.POST["new"])
    request.user.save()
    update_session_auth_hash(request, request.user)  # right: the visitor stays logged in
    return HttpResponse("changed")


def sign_out(request):
    request.user = AnonymousUser()
    return HttpResponse("goodbye")


def trust_device(request):
    request.session.set_expiry(timedelta(days=30).seconds)
    return HttpResponse("trusted")
