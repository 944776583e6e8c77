from accounts import views as accounts
from cart import views as cart
from django.urls import path

urlpatterns = [
    path("login/", accounts.login_view),
    path("remember/", accounts.remember),
    path("logout/", accounts.logout_view),
    path("code/", accounts.send_code),
    path("report/", accounts.report),
    path("password/", accounts.change_password),
    path("password/again/", accounts.reset_password),
    path("leave/", accounts.sign_out),
    path("trust/", accounts.trust_device),
    path("cart/", cart.show),
    path("cart/keep/", cart.keep),
    path("cart/empty/", cart.empty),
]
