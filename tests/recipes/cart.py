"""Shopping carts in the session."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.shortcuts import redirect


class Cart:
    def __init__(self, request):
        self.session = request.session
        cart = self.session.get(settings.CART_SESSION_ID)
        if not cart:
            cart = self.session[settings.CART_SESSION_ID] = {}
        self.cart = cart

    def add(self, product, quantity=1):
        key = str(product.pk)
        if key not in self.cart:
            self.cart[key] = {"quantity": 0, "price": str(product.price)}
        self.cart[key]["quantity"] += quantity
        self.save()

    def remove(self, product):
        self.cart.pop(str(product.pk), None)
        self.save()

    def save(self):
        self.session.modified = True

    def total(self):
        return sum(Decimal(item["price"]) * item["quantity"] for item in self.cart.values())

    def clear(self):
        del self.session[settings.CART_SESSION_ID]
        self.save()


def add(request, pk):
    cart = request.session.get("cart", {})
    cart[pk] = cart.get(pk, 0) + 1
    request.session["cart"] = cart
    return redirect("cart")


def add_in_place(request, pk):
    request.session.setdefault("cart", {})[pk] = 1
    request.session.modified = True
    return redirect("cart")


def mark_first(request, pk):
    request.session.modified = True
    request.session["cart"][pk] = 1
    return redirect("cart")


def count(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    request.session["pages"] += 1
    return redirect("cart")


def read_only(request):
    cart = request.session.get("cart", {})
    names = []
    names.append(len(cart))
    return redirect("cart")


def save_by_hand(request, pk):
    request.session["cart"][pk] = 1
    request.session.save()
    return redirect("cart")
