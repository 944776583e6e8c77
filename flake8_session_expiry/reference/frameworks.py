"""
Which libraries a module is written for, by its imports: many libraries have something called ``session``, and only
Django's is meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Top-level packages of web frameworks with a ``request.session`` (or a ``session``) of their own.
OTHER_WEB = frozenset(
    [
        "aiohttp",
        "aiohttp_session",
        "beaker",
        "blacksheep",
        "bottle",
        "cherrypy",
        "connexion",
        "duck",
        "emmett",
        "falcon",
        "fastapi",
        "flask",
        "flask_login",
        "flask_session",
        "h",
        "hug",
        "klein",
        "kitty",
        "litestar",
        "masonite",
        "molten",
        "morepath",
        "muffin",
        "nevow",
        "odoo",
        "openerp",
        "paste",
        "pecan",
        "pylons",
        "pyramid",
        "pyramid_beaker",
        "quart",
        "responder",
        "robyn",
        "sanic",
        "spyne",
        "starlette",
        "starsessions",
        "superset",
        "tg",
        "tornado",
        "turbogears",
        "twisted",
        "tryton",
        "trytond",
        "web",
        "web2py",
        "gluon",
        "webapp2",
        "webob",
        "werkzeug",
        "zope",
    ]
)
# Libraries whose objects are called ``session`` but are never ``request.session``: where one is imported, the name
# ``session`` alone may be such an object.
OTHER_SESSION = frozenset(
    [
        "aiobotocore",
        "boto3",
        "botocore",
        "cassandra",
        "cloudscraper",
        "curl_cffi",
        "flask_sqlalchemy",
        "grequests",
        "httpx",
        "locust",
        "mechanize",
        "neo4j",
        "onnxruntime",
        "paramiko",
        "pexpect",
        "pyrogram",
        "requests",
        "requests_html",
        "requests_oauthlib",
        "requests_toolbelt",
        "scrapy",
        "snowflake",
        "sqlalchemy",
        "sqlmodel",
        "telethon",
        "tensorflow",
        "winrm",
        "zeep",
    ]
)
# Packages that only a Django project imports although their names do not begin with "django".
DJANGO_PACKAGES = frozenset(
    [
        "adrf",
        "allauth",
        "axes",
        "channels",
        "cms",
        "compressor",
        "crispy_forms",
        "debug_toolbar",
        "dj_rest_auth",
        "djangorestframework",
        "drf_spectacular",
        "drf_yasg",
        "graphene_django",
        "guardian",
        "hijack",
        "import_export",
        "ninja",
        "oscar",
        "otp_totp",
        "rest_auth",
        "rest_framework",
        "rest_framework_simplejwt",
        "silk",
        "social_django",
        "strawberry_django",
        "taggit",
        "two_factor",
        "user_sessions",
        "wagtail",
    ]
)


def is_of_another_framework(full_name: str) -> bool:
    """Whether something of this full name (``werkzeug.contrib.sessions.SessionStore``) is not Django's."""
    return full_name.lstrip(".").partition(".")[0] in OTHER_WEB | OTHER_SESSION


@dataclass(frozen=True)
class Frameworks:
    """Whose sessions a module may be about, by its imports."""

    django: bool
    """Something of Django, or of a package that only Django projects have, is imported."""
    other_web: bool
    """A web framework that is not Django is imported."""
    other_session: bool
    """A library is imported whose objects are usually called ``session``, too."""

    @property
    def foreign(self) -> bool:
        """The module belongs to another framework: every rule is silent."""
        return self.other_web and not self.django

    @property
    def only_django(self) -> bool:
        """Django is imported and nothing else that has sessions: the name ``session`` alone is a session of Django."""
        return self.django and not self.other_web and not self.other_session


def frameworks(imported: Iterable[str]) -> Frameworks:
    """From the dotted names of the modules that are imported anywhere in a file (relative ones begin with a dot)."""
    roots = {name.partition(".")[0] for name in imported}
    return Frameworks(
        django=any(root.startswith("django") for root in roots) or not roots.isdisjoint(DJANGO_PACKAGES),
        other_web=not roots.isdisjoint(OTHER_WEB),
        other_session=not roots.isdisjoint(OTHER_SESSION),
    )
