"""What in a template asks by GET."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.project.template_links import links_by_get, links_in
from tests.projectfiles import write

OUT = "{% url 'logout' %}"


@pytest.mark.parametrize(
    "text",
    [
        f'<a href="{OUT}">Out</a>',
        f"<a class='x' href={OUT}>Out</a>",
        '<a href="{% url "logout" %}">Out</a>',
        "<a href='{%- url \"logout\" -%}?next={{ request.path }}'>Out</a>",
        f'<a\n  class="{{% if x > 1 %}}big{{% endif %}}"\n  href="{OUT}"\n>Out</a>',
        f'<A HREF="{OUT}">Out</A>',
        f'<a href="{OUT}" onclick="return confirm(\'Sure?\')">Out</a>',
        f'<a href="{OUT}" hx-boost="true">Out</a>',
        f'<a href="{OUT}" data-turbo-method="get">Out</a>',
        f'<form action="{OUT}"><button>Out</button></form>',
        f'<form method="GET" action="{OUT}"><button>Out</button></form>',
        f'<button formmethod="get" formaction="{OUT}">Out</button>',
        f'<button hx-get="{OUT}">Out</button>',
        f'<meta http-equiv="refresh" content="5; url={OUT}">',
        f"<button onclick=\"window.location.href='{OUT}'\">Out</button>",
        f'<script>setTimeout(() => {{ location.replace("{OUT}") }}, 1000)</script>',
        "{% url 'logout' as out %}<a href=\"{{ out }}\">Out</a>",
        "<a href=\"{{ url('logout') }}\">Out</a>",
        f'<!-- a form is better --><a href="{OUT}">Don\'t go</a>',
        f'<p title="it\'s">It\'s <a href="{OUT}">here</a>',
    ],
)
def test_by_get(text: str) -> None:
    (link,) = links_in(text)
    assert (link.name, link.address) == ("logout", None)


@pytest.mark.parametrize(
    "text",
    [
        f'<form method="post" action="{OUT}">{{% csrf_token %}}<button>Out</button></form>',
        f'<form action="{OUT}" {{% if big %}}class="big"{{% endif %}} method=post>',
        f'<form action="{OUT}" method="{{{{ method }}}}">',
        f'<a href="{OUT}" onclick="event.preventDefault(); document.getElementById(\'out\').submit();">Out</a>',
        f'<a href="{OUT}" @click.prevent="leave()">Out</a>',
        f'<a href="{OUT}" data-method="post">Out</a>',
        f'<a href="{OUT}" hx-post="{OUT}">Out</a>',
        f'<button hx-post="{OUT}">Out</button>',
        f'<button formaction="{OUT}">Out</button>',
        f'<!-- <a href="{OUT}">Out</a> -->',
        f'{{# <a href="{OUT}">Out</a> #}}',
        f'{{% comment %}}<a href="{OUT}">Out</a>{{% endcomment %}}',
        f'<script>fetch("{OUT}", {{method: "POST"}})</script>',
        '{% url \'logout\' as out %}<form method="post" action="{{ out }}">',
        "<a href=\"{% url 'logout' user.pk %}\">Out</a>",
        '<a href="{{ out }}">Out</a>',
        '<a href="https://sso.example/logout/">Out</a>',
        '<a href="//sso.example/logout/">Out</a>',
        '<a href="/{{ language }}/logout/">Out</a>',
        "logout",
    ],
)
def test_in_another_way_or_somewhere_else(text: str) -> None:
    assert list(links_in(text)) == []


def test_an_address_that_is_written_out() -> None:
    (link,) = links_in('<ul>\n<li><a href="/accounts/logout/?next=/">Out</a></li>\n</ul>')
    assert (link.name, link.address, link.line) == (None, "/accounts/logout/", 2)


def test_the_templates_of_a_project(tmp_path: Path) -> None:
    link = f'\n<a href="{OUT}">Out</a>\n'
    names = [
        "templates/base.html",
        "shop/templates/shop/nav.jinja",
        "shop/notes.txt",
        "node_modules/x/a.html",
        "tests/templates/a.html",
        "venv2/a.html",
    ]
    write(tmp_path, {**dict.fromkeys(names, link), "venv2/pyvenv.cfg": ""})
    found = [(str(Path(each.path).relative_to(tmp_path)), each.line) for each in links_by_get(str(tmp_path))]
    assert found == [("shop/templates/shop/nav.jinja", 2), ("templates/base.html", 2)]
