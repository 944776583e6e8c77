"""
The command ``check``: our findings without a run of flake8. Knows what is done with each file, and which options the
command has; not how findings are printed.

- ``cli``: what is done, and what is the exit code? ``check_arguments``: what may be given on the command line?
- ``findings_of_files``: what is done with each of many files?
- ``noqa_comments``: which comment silences a finding, and where is it written?
- ``reported``: which findings are reported? ``baseline``: which of them are known from before?
  ``changed_lines``: which lines of a file does git call changed?
"""

from __future__ import annotations
