"""The page about the profiles: published limits of how long a session may last."""

from __future__ import annotations

from flake8_session_expiry.options import Options
from flake8_session_expiry.reference.profiles import PROFILES
from flake8_session_expiry.text.length_format import in_words
from scripts.site_pages.markdown import table

_HEAD = """\
# Policy profiles

How long may a session last? Django takes any length, and so do these rules, up to what a browser keeps.
`--session-expiry-profile=NAME` measures every lifetime by a published document instead: with it
[DSE206](rules/dse206_too_long_expiry.md) reports values of `set_expiry`, [DSE504](rules/dse504_too_long_age.md)
`SESSION_COOKIE_AGE`, where they are longer than the document allows. `--session-expiry-max-age=SECONDS` stands for both
limits of any profile.

"""
_FOOT = """
## Which limit a value is compared with

- **A number of seconds** (`set_expiry(1800)`, `SESSION_COOKIE_AGE = 1800`) counts from the last response that saved the
  session. Activity moves the end, so it is an idle limit, and compared with that one; with the overall limit where the
  profile has no idle one. It never enforces an overall limit.
- **A timedelta or a datetime** (`set_expiry(timedelta(hours=12))`) is a fixed end that nothing moves. It is compared
  with the overall limit only.
- **0**, until the browser closes, is compared with no limit, as nobody knows when that will be. The server accepts the
  session for `SESSION_COOKIE_AGE`, and that setting is compared.

A profile measures figures. That a project keeps to such a document takes more than this plugin can see.
"""


def profiles_page() -> str:
    """The limits of ``--session-expiry-profile``, each with the words of its source."""
    rows = []
    for name, profile in PROFILES.items():
        overall, idle = (in_words(limit) if limit is not None else "–" for limit in (profile.overall, profile.idle))
        default = " (default)" if name == Options().profile else ""
        source = f"[{profile.source.document}]({profile.source.url}) ({profile.source.year}), {profile.source.section}"
        rows.append((f"`{name}`{default}", overall, idle, profile.binding, source))
    lines = [table(("profile", "overall", "idle", "how binding", "where"), rows).rstrip()]
    lines += ["", "## In their own words", ""]
    lines += [f"- `{name}`: \u201c{profile.words}\u201d" for name, profile in PROFILES.items()]
    return _HEAD + "\n".join(lines) + "\n" + _FOOT
