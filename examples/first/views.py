from django.shortcuts import redirect


def remember_me(request):
    request.session.set_expiry = 1209600
    return redirect("/")


def pay(request):
    request.session.set_expiry(30 * 60 * 1000)  # 30 minutes
    return redirect("/")


def sign_out(request):
    request.session.flush
    return redirect("/")
