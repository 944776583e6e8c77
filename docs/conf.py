"""How Sphinx builds the documentation: ``tox -e docs`` writes it to ``docs/_build/html``."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flake8_session_expiry import __version__  # noqa: E402
from flake8_session_expiry.pages_online import SITE  # noqa: E402
from scripts.site_pages.figures import figures  # noqa: E402

project = "flake8-session-expiry"
author = "the contributors of flake8-session-expiry"
copyright = author
release = version = __version__

extensions = ["myst_parser", "sphinx_copybutton", "notfound.extension"]
exclude_patterns = ["_build", "_templates"]
nitpicky = True

# Markdown as GitHub has it, and MyST's additions that pages use: lists of definitions, boxes (:::{note}), ids, figures
# that are counted now ({{ proofs }}).
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "substitution"]
myst_substitutions = figures()
# Each heading down to the fourth level can be linked to: [Fixes](fixing.md#exit-codes).
myst_heading_anchors = 4

html_theme = "furo"
html_title = project
html_short_title = project
html_baseurl = SITE
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["site.css", "time_lines.css"]
html_copy_source = False
html_show_copyright = False
# Pages of prose have no entries for an index: it would be an empty page.
html_use_index = False
html_last_updated_fmt = None
# The page for addresses that do not exist is shown at any depth, so its links need the path of the site.
notfound_urls_prefix = urlsplit(SITE).path

# What a reader copies from a console block: the commands without "$ ", without what they print.
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True
