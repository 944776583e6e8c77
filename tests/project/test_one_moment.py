"""The disk is asked once in one moment, and anew in the next one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.files import stamp
from flake8_session_expiry.project.module_files import module_file
from flake8_session_expiry.project.one_moment import asked_once, one_moment
from tests.projectfiles import MANAGE, put, write


def test_each_question_is_asked_once_in_one_moment() -> None:
    asked: list[str] = []

    @asked_once
    def about(name: str) -> str | None:
        asked.append(name)
        return None

    for _ in range(2):
        with one_moment():
            assert [about("a"), about("b"), about("a")] == [None, None, None]
            with one_moment():
                about("a")
            about("b")
    about("a")
    about("a")
    assert asked == ["a", "b", "a", "b", "a", "a"]


def test_moment_ends_with_an_error() -> None:
    with pytest.raises(KeyError), one_moment():
        raise KeyError
    path = os.path.abspath("no such file")
    assert stamp(path) is not stamp(path)


def test_changes_are_noticed_after_the_moment(tmp_path: Path) -> None:
    write(tmp_path, {"manage.py": "", "views.py": ""})
    views = str(tmp_path / "views.py")
    with one_moment():
        assert module_file("urls", 0, views) is None
        put(tmp_path, "urls.py", "")
        assert module_file("urls", 0, views) is None
    assert module_file("urls", 0, views) == str(tmp_path / "urls.py")


def test_check_of_a_file_asks_once_for_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    views = "".join(f"def v{number}(request):\n    return None\n\n\n" for number in range(40))
    routes = "".join(f"    path('v{number}', views.v{number}, name='v{number}'),\n" for number in range(40))
    urls = f"from django.urls import path\nfrom shop import views\nurlpatterns = [\n{routes}]\n"
    settings = "ROOT_URLCONF = 'urls'\nMIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n"
    files = {"manage.py": MANAGE.format("config"), "config.py": settings, "urls.py": urls, "shop/views.py": views}
    write(tmp_path, {**files, "shop/__init__.py": "", "requirements.txt": "Django==5.2\n"})
    counted: dict[str, int] = {}
    real = os.stat

    def counting(path: str, *arguments: object, **named: object) -> os.stat_result:
        counted[str(path)] = counted.get(str(path), 0) + 1
        return real(path, *arguments, **named)  # type: ignore[arg-type]

    text = "from django.shortcuts import redirect\n\n\ndef view(request):\n    return redirect('logout')\n"
    name = str(tmp_path / "shop" / "logging_out.py")
    monkeypatch.setattr(os, "stat", counting)
    assert check_source(SourceFile(name, text), Options()) == []
    monkeypatch.undo()
    assert counted[str(tmp_path / "shop" / "views.py")] <= 8
