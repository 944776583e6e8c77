"""The names of session files are their keys, and everybody can list a shared directory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from tests.behaviour.proving import Block, Site, proof
from tests.behaviour.proving.site import site as new_site


def keys_in(directory: Path) -> list[str]:
    """What the names of the files in a directory tell."""
    return [path.name.removeprefix("sessionid") for path in directory.iterdir() if path.name.startswith("sessionid")]


@contextmanager
def directories(site: Site, code: Block) -> Iterator[tuple[Path, Path]]:
    """Start the site with the shared temporary directory of the machine, and one that is its own: both empty."""
    with (
        tempfile.TemporaryDirectory() as shared,
        tempfile.TemporaryDirectory() as private,
        mock.patch.object(tempfile, "tempdir", shared),
    ):
        site.configure(SESSION_FILE_PATH=None)
        site.configure(code, environ={"SESSION_DIRECTORY": private})
        yield Path(shared), Path(private)


def the_names_are_elsewhere(site: Site, code: Block) -> None:
    with directories(site, code) as (shared, private):
        site.login("ann")
        assert site.user() == "ann"
        assert (keys_in(shared), keys_in(private)) == ([], [site.cookie])


@proof("dse511_shared_session_files", engines=("file",), promise=the_names_are_elsewhere)
def test_a_name_in_the_listing_is_enough(site: Site, code: Block) -> None:
    with directories(site, code) as (shared, _):
        site.login("ann")
        assert site.user() == "ann"
        found = keys_in(shared)
        assert len(found) == 1
        assert site.replay(found[0]).user == "ann"
        (file,) = [path for path in shared.iterdir() if path.name.startswith("sessionid")]
        assert file.stat().st_mode & 0o077 == 0, "other accounts could read it"


def below(shared: Path) -> Path:
    """A directory in the shared one, made as anybody makes one."""
    directory = shared / "shop-sessions"
    directory.mkdir()
    return directory


def the_names_are_not_below(site: Site, code: Block) -> None:
    with directories(site, code) as (shared, private):
        directory = below(shared)
        site.login("ann")
        assert (keys_in(directory), keys_in(private)) == ([], [site.cookie])


@proof("dse511_shared_session_files", engines=("file",), block=1, promise=the_names_are_not_below)
def test_a_directory_below_it_can_be_listed_by_all(site: Site, code: Block) -> None:
    with directories(site, code) as (shared, _):
        directory = below(shared)
        assert directory.stat().st_mode & 0o005 == 0o005
        site.login("ann")
        found = keys_in(directory)
        assert len(found) == 1
        assert site.replay(found[0]).user == "ann"


def test_a_directory_that_is_not_there_is_an_error() -> None:
    with new_site("file") as site:
        site.configure(SESSION_FILE_PATH="/nowhere/sessions")
        assert site.remember().failed


@proof("dse511_shared_session_files", engines=("file",), case="the shared directory by its path", instead=None)
def test_so_it_is_in_tmp(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    key = site.cookie
    assert key is not None
    try:
        assert key in keys_in(Path("/tmp"))
    finally:
        site.store().delete(key)
