"""
What a browser does with the Domain and the Path of a cookie: Python's ``http.cookiejar``. Django's test client looks at
neither.
"""

from __future__ import annotations

import email.message
from http.cookiejar import CookieJar
from urllib.request import Request

from tests.behaviour.proving.browser import Cookie

HOST = "https://www.example.org"


def is_sent(cookie: Cookie, by: str, to: str) -> bool:
    """Whether a browser that got the session cookie by one page sends it to another one of the same host."""
    header = email.message.Message()
    domain = f"; Domain={cookie.domain}" if cookie.domain != "" else ""
    path = f"; Path={cookie.path}" if cookie.path != "" else ""
    header["Set-Cookie"] = f"sessionid={cookie.value}{domain}{path}"

    class Response:
        def info(self) -> email.message.Message:
            return header

    jar = CookieJar()
    jar.extract_cookies(Response(), Request(HOST + by))  # type: ignore[arg-type]
    request = Request(HOST + to)
    jar.add_cookie_header(request)
    return request.has_header("Cookie")
