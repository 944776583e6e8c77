"""A cart that lives in the session."""

from django.http import JsonResponse


def show(request):
    cart = request.session.get("cart", {})
    request.session.set_expiry(60 * 60 * 24 * 14)  # right: two weeks from the last change
    return JsonResponse(cart)


def keep(request):
    request.session.set_expiry(30 * 60 * 1000)  # 30 minutes
    request.session.set_expiry(minutes=30)
    request.session.expiry = 3600
    return JsonResponse({"kept": True})


def empty(request):
    request.session["cart"] = {}
    request.session.set_expiry("3600")
    return JsonResponse({})
