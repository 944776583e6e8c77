"""
Run as a program: what a real Django makes of the URLs of projects, as JSON. Arguments: a folder, and for each package
in it ``package:name`` with the names to reverse, separated by commas.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django
from django.conf import settings


def main(folder: str, wanted: list[str]) -> dict[str, dict[str, str | None]]:
    """
    For each package and name: the view that a request to ``reverse(name)`` gets to, None if there is no such name.
    """
    sys.path.insert(0, folder)
    apps = ["admin", "auth", "contenttypes", "sessions", "messages"]
    settings.configure(INSTALLED_APPS=[f"django.contrib.{app}" for app in apps], USE_I18N=True, SECRET_KEY="x")
    django.setup()
    from django.test import override_settings

    found: dict[str, dict[str, str | None]] = {}
    for each in wanted:
        package, _, names = each.partition(":")
        with override_settings(ROOT_URLCONF=f"{package}.urls"):
            found[package] = {name: _answering(name) for name in names.split(",")}
    return found


def _answering(name: str) -> str | None:
    from django.urls import NoReverseMatch, resolve, reverse

    try:
        view: Any = resolve(reverse(name)).func
    except NoReverseMatch:
        return None
    # The admin's views are wrapped methods of its site.
    class_ = getattr(view, "view_class", None)
    return str(class_.__name__ if class_ is not None else view.__qualname__.rpartition(".")[2])


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2:])))
