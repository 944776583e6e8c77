"""Channels: the socket asks anew with each message, and ends with the login; messages renew nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.contrib.auth.models import User

from tests.behaviour.pages import Block
from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.code import execute
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

channels_auth = pytest.importorskip("channels.auth", reason="the package channels is not installed")

CODE = blocks_of("channels")
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def socket_of(fresh: Site, consumer: Any = None) -> Any:
    """A socket that the visitor's browser opens to the page's consumer (or another), behind Channels' middleware."""
    consumer = consumer or execute(CODE["chat/consumers.py"], {})["ChatConsumer"].as_asgi()
    application = channels_auth.AuthMiddlewareStack(consumer)
    headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={fresh.cookie}".encode())] if fresh.cookie else []
    # Channels has a communicator of its own, which cannot be imported without the server daphne.
    communicator: Any = ApplicationCommunicator
    return communicator(application, {"type": "websocket", "path": "/chat/", "headers": headers})


async def connect(socket: Any) -> str:
    """The type of the answer to a new socket."""
    await socket.send_input({"type": "websocket.connect"})
    return str((await socket.receive_output(5))["type"])


async def say(socket: Any, text: str) -> dict[str, Any]:
    """The answer to a message."""
    await socket.send_input({"type": "websocket.receive", "text": json.dumps({"text": text})})
    answer: dict[str, Any] = await socket.receive_output(5)
    return answer


def talk(fresh: Site, between: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Say something, let something happen, say something again: the two answers."""

    async def both() -> tuple[dict[str, Any], dict[str, Any]]:
        socket = socket_of(fresh)
        assert await connect(socket) == "websocket.accept"
        first = await say(socket, "one")
        await sync_to_async(between)()
        return first, await say(socket, "two")

    return async_to_sync(both)()


@EVERY_ENGINE
def test_who_is_not_logged_in_is_not_let_in(engine: str) -> None:
    async def answer(fresh: Site) -> str:
        return await connect(socket_of(fresh))

    with site(engine) as fresh:
        assert async_to_sync(answer)(fresh) == "websocket.close"


@EVERY_ENGINE
def test_messages_go_through_and_renew_nothing(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        copied = fresh.cookie
        first, second = talk(fresh, lambda: fresh.wait(7 * 86400))
        assert '"one"' in first["text"] and '"two"' in second["text"]
        fresh.wait(7 * 86400 + 60)
        assert fresh.replay(copied).user is None


@EVERY_ENGINE
def test_a_logout_ends_the_socket_but_not_on_signed_cookies(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        _, second = talk(fresh, lambda: fresh.visit(Block("channels", "logout", "logout(request)\n")))
        if engine == "signed_cookies":
            assert '"two"' in second["text"]
        else:
            assert (second["type"], second["code"]) == ("websocket.close", 4401)


@EVERY_ENGINE
def test_a_changed_password_ends_the_socket(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()

        def change() -> None:
            user = User.objects.get(username="ann")
            user.set_password("new")
            user.save()

        _, second = talk(fresh, change)
        assert (second["type"], second["code"]) == ("websocket.close", 4401)


@EVERY_ENGINE
def test_what_a_consumer_writes_is_lost(engine: str) -> None:
    async def write(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await sync_to_async(scope["session"].update)({"cart": "tea"})
        await send({"type": "websocket.accept"})

    with site(engine) as fresh:
        fresh.login()
        assert async_to_sync(connect)(socket_of(fresh, write)) == "websocket.accept"
        assert (fresh.open().user, fresh.open().data) == ("ann", {})
