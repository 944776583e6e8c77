"""Which calls make another value each time that they run."""

from __future__ import annotations

import pytest

from flake8_session_expiry.api import check_text


def reported(call: str) -> bool:
    """Whether a key that is made by this call is another one in each process (DSE512)."""
    imports = "".join(f"import {name}\n" for name in IMPORTED if f"{name}." in call)
    return any(found.code == "DSE512" for found in check_text(f"{imports}SECRET_KEY = {call}\n", "settings.py"))


IMPORTED = (
    *("base64", "codecs", "cryptography.fernet", "django.core.management.utils", "django.utils.crypto"),
    *("django.utils.encoding", "hashlib", "os", "random", "secrets", "uuid"),
)


@pytest.mark.parametrize(
    "call",
    [
        "django.core.management.utils.get_random_secret_key()",
        "django.utils.crypto.get_random_string(50)",
        "secrets.choice(KEYS)",
        "secrets.randbits(256)",
        "secrets.token_bytes(32)",
        "secrets.token_hex(32)",
        "secrets.token_urlsafe(32)",
        "os.urandom(32)",
        "uuid.uuid1()",
        "uuid.uuid4()",
        "random.SystemRandom().choice('abc')",
        "secrets.SystemRandom().choice('abc')",
        "cryptography.fernet.Fernet.generate_key()",
        "random.choice(KEYS)",
        "random.choices('abc', k=50)",
        "random.sample('abc', 3)",
        "random.randint(1, 9)",
        "random.random()",
        "random.randbytes(32)",
        "base64.b64encode(os.urandom(32))",
        "codecs.encode(os.urandom(32), 'hex')",
        "hashlib.sha256(os.urandom(32)).hexdigest()",
        "uuid.UUID(os.urandom(16))",
        "django.utils.encoding.force_str(os.urandom(32))",
        "str(uuid.uuid4())",
        "bytes(os.urandom(32))",
        "repr(random.random())",
        "hex(secrets.randbits(256))",
        "int(random.random())",
        "secrets.token_hex(32)[:16]",
        "uuid.uuid4().hex",
        "'key-' + secrets.token_hex(32)",
        "secrets.token_hex(32) + '-key'",
        "f'key-{secrets.token_hex(32)}'",
        "'-'.join(secrets.token_hex(2) for _ in range(9))",
        "'-'.join([secrets.token_hex(2) for _ in range(9)])",
        "'{}'.format(secrets.token_hex(32))",
        "f'{PREFIX}'.join(secrets.token_hex(2) for _ in range(9))",
        "secrets.token_hex(32).upper()",
    ],
)
def test_random(call: str) -> None:
    assert reported(call)


@pytest.mark.parametrize(
    "call",
    [
        "uuid.uuid5(NAMESPACE, 'shop')",
        "uuid.UUID('12345678123456781234567812345678')",
        "random.seed(1) or random.choice(KEYS)",
        "os.getrandom_of_project(32)",
        "stored(os.urandom(32))",
        "hashlib.sha256(b'key').hexdigest()",
        "KEYS.get(secrets.token_hex(2))",
        "bool(os.urandom(32))",
        "base64.b64encode(KEY, os.urandom(2))",
        "'key'",
        "f'key'",
        "-1",
    ],
)
def test_the_same_each_time_or_not_known(call: str) -> None:
    assert not reported(call)


def test_a_value_that_is_made_of_very_many_parts_is_not_followed_to_its_end() -> None:
    assert reported(" + ".join(["secrets.token_hex(2)", *["'a'"] * 20]))
    assert not reported(" + ".join(["'a'"] * 120 + ["secrets.token_hex(2)"]))
