"""
The command ``lsp``: a language server, for editors. Knows the protocol and what an editor shows; not what is wrong in a
text (``api``), nor what a lifetime means (``policy``).

- ``cli``: what is done when it is started? ``handlers``: which message of the editor is answered by what?
  ``server``: what is sent to it without being asked for? ``abilities``: and what can it do with that?
- ``server_options``: what can be set in the editor?
- ``open_documents``: which documents are open, and when is one checked? ``document_paths``: which file is one?
  ``working_folders``: in which folder is it checked? ``watched_files``: which other files are noticed when they change?
- ``checker``: how is a question asked without waiting for it? ``check_process``: the process that answers.
  ``questions``: what can it be asked? ``text_checks``: and what does it do for that?
- ``text_places``: which line and column is a character, also as the editor counts them?
- ``diagnostics``, ``quick_fixes``, ``hovers``, ``lengths_beside`` and ``inlay_hints``: what does an editor show?
"""

from __future__ import annotations
