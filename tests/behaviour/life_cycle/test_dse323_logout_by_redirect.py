"""Whoever is redirected to LogoutView gets a blank page, and is still logged in."""

from __future__ import annotations

import ast
import re
import types
from typing import Any

import django
import pytest
from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from scripts.site_pages.symptoms import symptoms
from tests.behaviour.pages import rule_class
from tests.behaviour.proving import ENGINES, Block, Site, Visit, logs_out, proof
from tests.behaviour.proving.project import urlpatterns
from tests.behaviour.proving.site import site

URLS: Any = types.ModuleType("urls_with_a_logout")
URLS.urlpatterns = [path("logout/", LogoutView.as_view(next_page="/"), name="logout"), *urlpatterns]


def followed(site: Site, visit: Visit) -> Visit:
    """The visit that a browser makes which is redirected."""

    def page(request: HttpRequest) -> None:
        """Any page but the logout."""

    return site.get(page, path=visit.headers["Location"])


@proof("dse323_logout_by_redirect", since=(5, 0), settings={"ROOT_URLCONF": URLS}, promise=logs_out())
def test_the_logout_refuses_and_the_user_is_logged_in(site: Site, code: Block) -> None:
    site.login("ann")
    visit = site.visit(code)
    assert visit.status == 302
    refused = followed(site, visit)
    assert (refused.status, refused.body) == (405, "")
    assert site.user() == "ann"


@proof("dse323_logout_by_redirect", before=(5, 0), instead=None, settings={"ROOT_URLCONF": URLS}, fix=False)
def test_before_it_logged_out(site: Site, code: Block) -> None:
    site.login("ann")
    assert followed(site, site.visit(code)).status == 302
    assert site.user() is None


@proof(
    "dse323_logout_by_redirect",
    since=(5, 0),
    instead=None,
    case="a view that redirects",
    settings={"ROOT_URLCONF": URLS},
)
def test_so_does_a_view_that_redirects(site: Site, code: Block) -> None:
    site.login("ann")
    assert followed(site, site.visit(code)).status == 405
    assert site.user() == "ann"


def forms() -> list[str]:
    """What pages say is to be put into a template."""
    docstrings = [ast.get_docstring(rule_class(stem)) for stem in WITH_FORMS]
    texts = [*docstrings, *(each.text for each in symptoms() if each.title == "405 on logout")]
    return [re.findall(r"^```html\n(.*?)^```", text or "", re.MULTILINE | re.DOTALL)[0] for text in texts]


WITH_FORMS = ("dse323_logout_by_redirect", "dse327_get_on_logout_view")


@pytest.mark.parametrize("form", forms(), ids=[*WITH_FORMS, "symptom"])
@pytest.mark.parametrize("engine", ENGINES)
def test_the_form_logs_out_and_a_link_does_not(engine: str, form: str) -> None:
    with site(engine) as fresh:
        fresh.configure(ROOT_URLCONF=URLS)
        fresh.login("ann")
        browser = Client(enforce_csrf_checks=True)
        browser.cookies = fresh.client.cookies

        def page(request: HttpRequest) -> HttpResponse:
            return HttpResponse(engines["django"].from_string(form).render({}, request))

        protected: Any = csrf_protect(page)  # it sets the cookie of the token
        shown = fresh.get(protected).body
        method, action = re.findall(r'<form method="(\w+)" action="([^"]+)">', shown)[0]
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[0]
        assert (method, action) == ("post", "/logout/")
        assert django.VERSION < (5, 0) or browser.get(action).status_code == 405
        assert browser.post(action).status_code == 403  # without {% csrf_token %}
        assert fresh.user() == "ann"
        assert browser.post(action, {"csrfmiddlewaretoken": token}).status_code == 302
        assert fresh.user() is None


LOGGED_OUT_ELSEWHERE = """
from django.contrib.auth.views import logout_then_login

def view(request):
    return logout_then_login(request)
"""


@pytest.mark.skipif(django.VERSION < (5, 0), reason="before Django 5.0 a GET logs out")
@pytest.mark.parametrize("engine", ENGINES)
def test_logout_then_login_refuses_a_get_as_well(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login("ann")
        assert fresh.visit(Block("dse323_logout_by_redirect", "view", LOGGED_OUT_ELSEWHERE)).status == 405
        assert fresh.user() == "ann"


OF_THE_ADMIN = """
from django.contrib.admin.sites import AdminSite

def view(request):
    return AdminSite().logout(request)
"""


@pytest.mark.skipif(django.VERSION < (5, 0), reason="before Django 5.0 a GET logs out")
@pytest.mark.parametrize("engine", ENGINES)
def test_so_does_the_logout_of_the_admin(engine: str) -> None:
    with site(engine) as fresh:
        fresh.configure(INSTALLED_APPS=[*settings.INSTALLED_APPS, "django.contrib.admin"], ROOT_URLCONF=WITH_ADMIN)
        fresh.login("ann")
        assert fresh.visit(Block("dse323_logout_by_redirect", "admin", OF_THE_ADMIN)).status == 405
        assert fresh.user() == "ann"


WITH_ADMIN: Any = types.ModuleType("urls_with_the_admin")
WITH_ADMIN.urlpatterns = [path("admin/", ([], "admin", "admin")), *urlpatterns]
