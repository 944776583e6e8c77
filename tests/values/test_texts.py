"""Methods of texts."""

from __future__ import annotations

import pytest

from tests.values.places import evaluate, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("TEXT.lower()", "STRING 'text'"),
        ("TEXT.upper()", "STRING 'TEXT'"),
        ("' x '.strip()", "STRING 'x'"),
        ("'xax'.strip('x')", "STRING 'a'"),
        ("'xax'.strip(x)", "STRING"),
        ("'abc'.removeprefix('a')", "STRING 'bc'"),
        ("TEXT.replace('T', 't')", "STRING 'text'"),
        ("TEXT.replace('T', x)", "STRING"),
        ("TEXT.replace('T')", "STRING"),
        ("('a' * 5000).replace('a', 'b' * 5000)", "STRING"),
        ("TEXT.title()", "STRING 'Text'"),
        ("'{}'.format(1)", "STRING"),
        ("TEXT.join(x)", "STRING"),
        ("'a,b'.split(',')", "CONTAINER ..."),
        ("'a b'.splitlines()", "CONTAINER ..."),
        ("TEXT.encode()", "UNKNOWN"),
        ("os.environ['X'].upper()", "STRING $X environment"),
        ("os.environ['X'].replace('a', 'b')", "STRING $X environment"),
        ("os.environ['X'].split(',')", "CONTAINER $X ..."),
        ("os.environ['X'].format(1)", "STRING $X environment"),
        ("os.environ.get('X', 'A').lower()", "STRING $X environment | STRING 'a'"),
        ("os.environ.get('X').lower()", "STRING $X environment"),
        ("request.POST['x'].strip()", "STRING REQUEST POST"),
        ("request.POST.get('x', '').strip()", "STRING REQUEST POST | STRING ''"),
        ("'{}'.format(request.POST['x'])", "STRING"),
        ("x.lower()", "UNKNOWN"),
    ],
)
def test_results_of_text_methods(text: str, value: str) -> None:
    assert shown(evaluate(text)) == value
