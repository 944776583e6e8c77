"""
How findings are printed: for people, for other programs. Knows the forms, not where findings come from.

- ``formats``: which forms are there? ``file_report``: what is printed?
- ``plain_lines``, ``code_frames``: how do people read it? ``highlighting``: in which colours is code?
- ``github_lines``: how does GitHub show it beside the code?
- ``json_findings``, ``gitlab_report``, ``sarif_report``: how do programs read it?
- ``fingerprints``: which finding is the same one in another version of a file? ``report_paths``: how is a path written?
"""

from __future__ import annotations
