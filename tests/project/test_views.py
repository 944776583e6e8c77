"""Which view an expression in a module of URLs is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.read_urls import read


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        ("views.a", "OWN a"),
        ("lambda request: None", "OWN a lambda"),
        ("views.missing", "UNKNOWN views.missing"),
        ("missing", "UNKNOWN missing"),
        ("views.C", "UNKNOWN C"),
        ("views.C.as_view()", "LOGOUT C"),
        ("views.Open.as_view()", "OWN Open"),
        ("views.Closed.as_view()", "LOGOUT Closed"),
        ("views.C.as_view(http_method_names=['get'])", "OWN C"),
        ("LogoutView.as_view()", "LOGOUT django.contrib.auth.views.LogoutView"),
        ("LogoutView.as_view(next_page='/')", "LOGOUT django.contrib.auth.views.LogoutView"),
        ("LogoutView.as_view(http_method_names=['get'])", "UNKNOWN django.contrib.auth.views.LogoutView"),
        ("LogoutView.as_view(http_method_names=['post'])", "LOGOUT django.contrib.auth.views.LogoutView"),
        ("LogoutView.as_view(http_method_names=x)", "UNKNOWN django.contrib.auth.views.LogoutView"),
        ("LogoutView.as_view(**x)", "UNKNOWN django.contrib.auth.views.LogoutView"),
        ("logout_then_login", "LOGOUT django.contrib.auth.views.logout_then_login"),
        ("admin.ModelAdmin.as_view()", "PACKAGE django.contrib.admin.ModelAdmin"),
        ("OUT", "LOGOUT django.contrib.auth.views.LogoutView"),
        ("ENDLESS", "UNKNOWN"),
        ("login_required(views.a)", "OWN a"),
        ("login_required(logout_then_login)", "LOGOUT django.contrib.auth.views.logout_then_login"),
        ("never_cache(LogoutView.as_view())", "LOGOUT django.contrib.auth.views.LogoutView"),
        ("user_passes_test(x)(logout_then_login)", "LOGOUT django.contrib.auth.views.logout_then_login"),
        ("own(logout_then_login)", "UNKNOWN django.contrib.auth.views.logout_then_login"),
        ("own(views.a)", "OWN a"),
        ("own()", "UNKNOWN"),
    ],
)
def test_views(tmp_path: Path, view: str, kind: str) -> None:
    code = f"""\
from django.contrib.auth.decorators import login_required, user_passes_test
from django.views.decorators.cache import never_cache
OUT = LogoutView.as_view()
ENDLESS = own(ENDLESS)
urlpatterns = [path('x/', {view}, name='x')]
"""
    (found,) = read(tmp_path, code)
    assert found.removeprefix("/x/ x ").strip() == kind
