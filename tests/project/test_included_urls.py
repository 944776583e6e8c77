"""Which routes are read of a module of URLs, in which order, and where a gap is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.project.urls import urls_of
from tests.project.read_urls import read
from tests.projectfiles import write

ROUTE_A, ROUTE_B = "/a/ a OWN a", "/b/ b OWN b"
B = "path('b/', views.b, name='b')"


@pytest.mark.parametrize(
    ("code", "entries"),
    [
        ("urlpatterns = []", []),
        ("urlpatterns = [A]", [ROUTE_A]),
        ("urlpatterns: list = [A]", [ROUTE_A]),
        ("other = urlpatterns = [A]", [ROUTE_A]),
        (f"urlpatterns = (A, {B})", [ROUTE_A, ROUTE_B]),
        (f"urlpatterns = [A] + [{B}]", [ROUTE_A, ROUTE_B]),
        (f"urlpatterns = [A]\nurlpatterns += [{B}]", [ROUTE_A, ROUTE_B]),
        (f"urlpatterns = [A]\nurlpatterns = urlpatterns + [{B}]", [ROUTE_A, ROUTE_B]),
        (f"urlpatterns = [A]\nurlpatterns = [{B}, *urlpatterns]", [ROUTE_B, ROUTE_A]),
        (f"urlpatterns = [A]\nurlpatterns.append({B})", [ROUTE_A, ROUTE_B]),
        (f"urlpatterns = [A]\nurlpatterns.extend([{B}])", [ROUTE_A, ROUTE_B]),
        (f"urlpatterns = [A]\nurlpatterns.insert(0, {B})", ["/b/? b OWN b", ROUTE_A]),
        (f"urlpatterns = [A]\nurlpatterns.insert(0, *[{B}])", ["/b/? b OWN b", ROUTE_A]),
        ("urlpatterns = [A]\nothers.append(A)", [ROUTE_A]),
        ("urlpatterns = [A]\nurlpatterns.remove(A)", [ROUTE_A, "GAP line 7"]),
        ("urlpatterns = [A]\nadd(urlpatterns)", [ROUTE_A, "GAP line 7"]),
        ("urlpatterns = [A]\ndel urlpatterns[0]", [ROUTE_A, "GAP line 7"]),
        ("urlpatterns = [A]\nfor x in y:\n    urlpatterns.append(x)", [ROUTE_A, "GAP line 7"]),
        ("urlpatterns = [A]\nfor x in y:\n    z.append(x)", [ROUTE_A]),
        (f"urlpatterns = [A]\nif x:\n    urlpatterns += [{B}]", [ROUTE_A, "/b/? b OWN b"]),
        (f"urlpatterns = [A]\nif x:\n    urlpatterns = [{B}]", ["/a/? a OWN a", "/b/? b OWN b"]),
        (f"if x:\n    urlpatterns = [A]\nelse:\n    urlpatterns = [{B}]", ["/a/? a OWN a", "/b/? b OWN b"]),
        (f"urlpatterns = [A]\ntry:\n    pass\nexcept E:\n    urlpatterns += [{B}]", [ROUTE_A, "/b/? b OWN b"]),
        (f"urlpatterns = [A]\ntry:\n    pass\nfinally:\n    urlpatterns += [{B}]", [ROUTE_A, "/b/? b OWN b"]),
        (f"urlpatterns = [A]\nwith x:\n    urlpatterns += [{B}]", [ROUTE_A, ROUTE_B]),
        ("def f():\n    urlpatterns = [A]", ["GAP line 1"]),
        ("pass", ["GAP line 1"]),
        (f"urlpatterns = [A] if x else [{B}]", ["/a/? a OWN a", "/b/? b OWN b"]),
        ("urlpatterns = list([A])", [ROUTE_A]),
        ("urlpatterns = tuple([A])", [ROUTE_A]),
        ("urlpatterns = sorted([A])", ["GAP line 6"]),
        ("urlpatterns = made()", ["GAP line 6"]),
        ("urlpatterns = x.made()", ["GAP line 6"]),
        ("urlpatterns = urlpatterns", []),
        ("from shop.more import urlpatterns", ["/m/ m OWN b"]),
        ("from shop.more import routes as urlpatterns", [ROUTE_B]),
        ("from shop.more import *", ["/m/ m OWN b"]),
        ("from elsewhere import urlpatterns", ["GAP line 6"]),
        ("from elsewhere import *\nurlpatterns = [A]", [ROUTE_A]),
        ("from shop import more\nurlpatterns = more.routes", [ROUTE_B]),
        ("from shop import more\nurlpatterns = [*more.routes, A]", [ROUTE_B, ROUTE_A]),
        ("from shop.more import routes\nurlpatterns = [A] + routes", [ROUTE_A, ROUTE_B]),
        ("routes = urlpatterns\nurlpatterns = routes", ["GAP line 7"]),
        ("from django.conf.urls.static import static\nurlpatterns = [A] + static('/x')", [ROUTE_A]),
        ("from django.conf.urls.i18n import i18n_patterns\nurlpatterns = i18n_patterns(A)", ["/…a/ a OWN a"]),
        ("urlpatterns = [x]", ["GAP line 6"]),
        ("urlpatterns = [made()]", ["GAP line 6"]),
        ("urlpatterns = [path('a/')]", ["GAP line 6"]),
        ("urlpatterns = [made('a/', views.a)]", ["GAP line 6"]),
        ("urlpatterns = [path('a/', views.a)]", ["/a/ OWN a"]),
        ("urlpatterns = [path(*x, views.a)]", ["GAP line 6"]),
        ("urlpatterns = [path('a/', view=views.a, name='a')]", [ROUTE_A]),
        ("urlpatterns = [path(route='a/', view=views.a, name='a')]", [ROUTE_A]),
        ("urlpatterns = [path(view=views.a, route='a/')]", ["/a/ OWN a"]),
        ("urlpatterns = [re_path(regex='^a/$', view=views.a)]", ["/a/ OWN a"]),
        ("urlpatterns = [path('a/', views.a, {}, 'a')]", [ROUTE_A]),
        ("urlpatterns = [path('a/', views.a, name=x)]", ["/a/ * OWN a"]),
        ("urlpatterns = [path(x, views.a)]", ["/… OWN a"]),
        ("X = 'a/'\nurlpatterns = [path(X, views.a)]", ["/a/ OWN a"]),
        ("X = 5\nurlpatterns = [path(X, views.a)]", ["/… OWN a"]),
        ("urlpatterns = [re_path(r'^a/$', views.a, name='a')]", [ROUTE_A]),
        ("urlpatterns = [re_path(r'^a/?$', views.a, name='a')]", [ROUTE_A]),
        ("urlpatterns = [path('x/', include('shop.more'))]", ["/x/m/ m OWN b"]),
        ("urlpatterns = [path('x/', include(arg='shop.more'))]", ["/x/m/ m OWN b"]),
        ("from shop import more\nurlpatterns = [path('x/', include(more))]", ["/x/m/ m OWN b"]),
        ("from shop import more\nurlpatterns = [path('x/', include(more.routes))]", ["/x/b/ b OWN b"]),
        ("urlpatterns = [path('x/', include([A]))]", ["/x/a/ a OWN a"]),
        ("urlpatterns = [path('x/', include(([A], 'y')))]", ["/x/a/ y:a OWN a"]),
        ("urlpatterns = [path('x/', include(([A], 'y'), namespace='z'))]", ["/x/a/ y:a OWN a"]),
        ("urlpatterns = [path('x/', include(([A], 'z', 'y')))]", ["/x/a/ y:a OWN a"]),
        ("urlpatterns = [path('x/', include(([A], app)))]", ["/x/a/ *:a OWN a"]),
        ("urlpatterns = [path('x/', include('shop.spaced'))]", ["/x/s/ shop:s OWN b"]),
        ("urlpatterns = [path('x/', include('shop.spaced', 'a'))]", ["/x/s/ a:s OWN b"]),
        ("urlpatterns = [path('x/', include('shop.missing'))]", ["GAP line 6"]),
        ("urlpatterns = [path('x/', include('elsewhere.urls'))]", ["GAP elsewhere.urls line 6"]),
        ("urlpatterns = [path('x/', include(made()))]", ["GAP line 6"]),
        ("urlpatterns = [path('x/', include())]", ["GAP line 6"]),
        ("urlpatterns = [path('x/', include('allauth.mfa.urls'))]", []),
        ("urlpatterns = [path('x/', include('allauth.socialaccount.urls'))]", []),
        ("urlpatterns = [path('x/', include('allauth.usersessions.urls'))]", []),
        ("urlpatterns = [path('i18n/', include('django.conf.urls.i18n'))]", [
            "/i18n/setlang/ set_language PACKAGE django.conf.urls.i18n: set_language"
        ]),
        ("urlpatterns = [path('x/', admin.site.urls)]", [
            "/x/ admin:index PACKAGE django.contrib.admin: index",
            "/x/login/ admin:login PACKAGE django.contrib.admin: login",
            "/x/logout/ admin:logout LOGOUT the admin's logout",
            "/x/password_change/ admin:password_change PACKAGE django.contrib.admin: password_change",
            "/x/password_change/done/ admin:password_change_done PACKAGE django.contrib.admin: password_change_done",
            "/x/jsi18n/ admin:jsi18n PACKAGE django.contrib.admin: jsi18n",
        ]),
    ],
)  # fmt: skip
def test_entries(tmp_path: Path, code: str, entries: list[str]) -> None:
    assert read(tmp_path, f"{code}\n") == entries


@pytest.mark.parametrize(
    ("code", "logout"),
    [
        ("class Staff(admin.AdminSite):\n    site_title = 'x'\nsite = Staff(name='a_site')", "a_site:logout"),
        ("class Staff(admin.AdminSite):\n    site_title = 'x'\nsite = Staff('a_site')", "a_site:logout"),
        ("class Staff(admin.AdminSite): pass\nclass More(Staff): pass\nsite = More('a_site')", "a_site:logout"),
        ("site = admin.AdminSite()", "admin:logout"),
        ("site = admin.AdminSite(name=x)", "*:logout"),
        ("class Staff(admin.AdminSite):\n    def logout(self, request): pass\nsite = Staff()", None),
        ("class Staff(admin.AdminSite):\n    def get_urls(self): pass\nsite = Staff()", None),
        ("class Staff(admin.AdminSite):\n    urls = []\nsite = Staff()", None),
        ("class Staff(admin.AdminSite):\n    def admin_view(self, view): pass\nsite = Staff()", None),
        ("class Staff(admin.AdminSite):\n    def __init__(self): pass\nsite = Staff()", None),
        ("class Staff(Staff): pass\nsite = Staff()", None),
        ("class Staff: pass\nsite = Staff()", None),
        ("site = views.made()", None),
        ("site = x", None),
    ],
)
def test_sites_of_the_admin(tmp_path: Path, code: str, logout: str | None) -> None:
    found = read(tmp_path, f"{code}\nurlpatterns = [path('x/', site.urls)]\n")
    if logout is None:
        assert len(found) == 1 and found[0].startswith("GAP")
    else:
        assert f"/x/logout/ {logout} LOGOUT the admin's logout" in found


def test_modules_that_include_each_other_end(tmp_path: Path) -> None:
    code = "from django.urls import include, path\nurlpatterns = [path('y/', include('urls'))]\n"
    write(tmp_path, {"shop/round.py": code})
    assert read(tmp_path, "urlpatterns = [path('x/', include('shop.round')), A]\n") == ["GAP line 2", ROUTE_A]


def test_a_module_that_is_included_at_two_places_is_read_twice(tmp_path: Path) -> None:
    code = "urlpatterns = [path('x/', include('shop.more')), path('y/', include('shop.more'))]\n"
    assert read(tmp_path, code) == ["/x/m/ m OWN b", "/y/m/ m OWN b"]


def test_a_file_that_is_no_python_has_no_urls(tmp_path: Path) -> None:
    write(tmp_path, {"urls.py": "urlpatterns = [\n"})
    assert urls_of(str(tmp_path / "urls.py")) is None
