"""Whose sessions a module may be about, by what it imports."""

from __future__ import annotations

import pytest

from flake8_session_expiry.reference.frameworks import frameworks, is_of_another_framework

WEB = [
    *("aiohttp.web", "aiohttp_session", "beaker.middleware", "blacksheep", "bottle", "cherrypy", "connexion", "duck"),
    *("emmett", "falcon", "fastapi", "flask", "flask_login", "flask_session", "h", "hug", "klein", "kitty"),
    *("litestar", "masonite", "molten", "morepath", "muffin", "nevow", "odoo", "openerp", "paste", "pecan", "pylons"),
    *("pyramid.view", "pyramid_beaker", "quart", "responder", "robyn", "sanic", "spyne", "starlette.requests"),
    *("starsessions", "superset", "tg", "tornado.web", "turbogears", "twisted.web", "tryton", "trytond", "web"),
    *("web2py", "gluon", "webapp2", "webob", "werkzeug.contrib.sessions", "zope.session"),
]
"""Modules of web frameworks with sessions of their own."""
CLIENTS = [
    *("aiobotocore.session", "boto3", "botocore", "cassandra.cluster", "cloudscraper", "curl_cffi.requests"),
    *("flask_sqlalchemy", "grequests", "httpx", "locust", "mechanize", "neo4j", "onnxruntime", "paramiko", "pexpect"),
    *("pyrogram", "requests", "requests_html", "requests_oauthlib", "requests_toolbelt", "scrapy"),
    *("snowflake.snowpark", "sqlalchemy.orm", "sqlmodel", "telethon", "tensorflow", "winrm", "zeep"),
]
"""Modules with something called a session that is never ``request.session``."""
PACKAGES = [
    *("django", "django.http", "djangocms_text", "django_otp", "djangorestframework", "adrf.views", "allauth.account"),
    *("axes", "channels.sessions", "cms.models", "compressor", "crispy_forms.helper", "debug_toolbar", "dj_rest_auth"),
    *("drf_spectacular.utils", "drf_yasg", "graphene_django", "guardian.shortcuts", "hijack", "import_export", "ninja"),
    *("oscar.core", "otp_totp", "rest_auth", "rest_framework.views", "rest_framework_simplejwt", "silk"),
    *("social_django", "strawberry_django", "taggit", "two_factor.views", "user_sessions", "wagtail.models"),
]
"""Modules that only a Django project imports."""


@pytest.mark.parametrize("name", WEB)
def test_a_module_of_another_framework(name: str) -> None:
    assert frameworks(["os", name]).foreign
    assert not frameworks([name, "django.http"]).foreign
    assert not frameworks([name, "django.http"]).only_django
    assert is_of_another_framework(f"{name}.Session")


@pytest.mark.parametrize("name", CLIENTS)
def test_a_library_whose_sessions_are_no_requests_sessions(name: str) -> None:
    assert not frameworks([name]).foreign
    assert not frameworks([name, "django.http"]).only_django
    assert is_of_another_framework(f"{name}.Session")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_module_of_a_django_project(name: str) -> None:
    assert frameworks(["os", name]).only_django
    assert not frameworks(["flask", name]).foreign
    assert not is_of_another_framework(f"{name}.Session")


@pytest.mark.parametrize("names", [[], ["os"], [".models", "shop.models"], [".flask"], ["my_django_tools"]])
def test_a_module_that_says_nothing(names: list[str]) -> None:
    found = frameworks(names)
    assert not found.foreign
    assert not found.only_django
