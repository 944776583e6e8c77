"""What a visitor sends."""

from __future__ import annotations

import pytest

from tests.values.places import evaluate, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("request.POST['x']", "STRING REQUEST POST"),
        ("request.GET.get('x')", "STRING REQUEST GET"),
        ("request.GET.get('x', 300)", "STRING REQUEST GET | INT 300"),
        ("request.GET.get('x', default=300)", "STRING REQUEST GET | INT 300"),
        ("request.COOKIES.pop('x', '5')", "STRING REQUEST COOKIES | STRING '5'"),
        ("request.headers['x']", "STRING REQUEST headers"),
        ("request.data['x']", "UNKNOWN REQUEST data"),
        ("request.data.get('x')", "UNKNOWN REQUEST data"),
        ("request.POST.getlist('x')", "CONTAINER REQUEST"),
        ("json.loads(request.body)['x']", "UNKNOWN REQUEST data"),
        ("json.loads(request.body.decode('utf-8')).get('x')", "UNKNOWN REQUEST data"),
        ("json.loads(x)['x']", "UNKNOWN"),
        ("request.POST.items()", "UNKNOWN"),
        ("request.session['x']", "UNKNOWN"),
        ("x.POST['x']", "UNKNOWN"),
        ("int(request.POST.get('x', 300)) * 60", "INT REQUEST | INT 18000"),
        ("(request.POST if x else request.GET)['x']", "STRING REQUEST POST | STRING REQUEST GET"),
    ],
)
def test_results_of_request_data(text: str, value: str) -> None:
    assert shown(evaluate(text)) == value
