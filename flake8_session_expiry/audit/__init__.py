"""
The command ``audit``: the session policy and the findings of many projects, again and again. Knows how projects are
found, shared out, remembered and summed up; what is wrong in one is the work of ``policy`` and ``api``.

- ``cli``: what is done, and what is the exit code? ``audit_arguments``: what may be given on the command line?
- ``projects_found``: which folders are projects?
- ``project_result``: what is the result of one project? ``project_hash``: of which bytes, options and versions is it
  made? ``requests``: how is a result asked for? ``forgetting``: what does a process remember of a project?
- ``child_process``, ``child_loop``: the process in which a result is made. ``workers``: where are these, and how many
  results are made at once? ``dask_client``: on a cluster of Dask; ``versions``: does it have the same versions?
- ``store``: what is kept, and which runs are there? ``store_file``: is this file a store, and is it free?
- ``run``: how do results get into the store?
- ``totals``: which numbers do all results make? ``since``: what has become better or worse?
- ``json_lines``, ``totals_table``, ``audit_page`` (with ``audit_page_style``), ``lifetimes``: how are they shown?
  ``progress``: and while they are made?
"""

from __future__ import annotations
