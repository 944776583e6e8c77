"""
What a browser does with the Domain, the Path and Secure of a cookie: Python's ``http.cookiejar``. Django's test client
looks at none of them.
"""

from __future__ import annotations

import email.message
from http.cookiejar import CookieJar
from urllib.request import Request

from tests.behaviour.proving.browser import Cookie

HOST = "www.example.org"


def is_sent(cookie: Cookie, by: str, to: str, scheme: str = "https") -> bool:
    """Whether a browser that got the session cookie by one page, over https, sends it to another one of that host."""
    header = email.message.Message()
    domain = f"; Domain={cookie.domain}" if cookie.domain != "" else ""
    secure = "; Secure" if cookie.secure else ""
    path = f"; Path={cookie.path}" if cookie.path != "" else ""
    header["Set-Cookie"] = f"sessionid={cookie.value}{domain}{path}{secure}"

    class Response:
        def info(self) -> email.message.Message:
            return header

    jar = CookieJar()
    jar.extract_cookies(Response(), Request(f"https://{HOST}{by}"))  # type: ignore[arg-type]
    request = Request(f"{scheme}://{HOST}{to}")
    jar.add_cookie_header(request)
    return request.has_header("Cookie")
