"""What is sent to other processes is the same there."""

from __future__ import annotations

import pytest

from flake8_session_expiry.audit.requests import Known, ProjectRequest, Reply, ReplyKind

KNOWN = Known("0f", ("../beside.py", "s\udcff.py"))


@pytest.mark.parametrize("known", [None, KNOWN, Known("1", ())])
def test_a_request(known: Known | None) -> None:
    for inside, arguments in (((), ()), (("/a/b", "/a/ü"), ("--jobs=1", "--", "x"))):
        request = ProjectRequest("/a/\udcff", inside, arguments, known)
        line = request.line()
        assert line.isascii() and "\n" not in line and ProjectRequest.of(line) == request


@pytest.mark.parametrize("kind", ReplyKind)
@pytest.mark.parametrize("known", [None, KNOWN])
def test_a_reply(kind: ReplyKind, known: Known | None) -> None:
    reply = Reply(kind, {"notes": ["a\nb", "ü"]}, known)
    line = reply.line()
    assert line.isascii() and "\n" not in line and Reply.of(line) == reply
