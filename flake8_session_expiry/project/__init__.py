"""
The files of a project on disk: which project a file belongs to, where a module lives, which Django is used, who
mentions a name. Nothing of it is imported or run; knows no trees but Python's own, and no values.

- ``files``: what was a file like when it was read, what holds it, what is in a folder?
- ``one_moment``: how is the disk asked once only while one file is checked?
- ``roots``: which folder is the root of a project?
- ``module_files``: which file is ``from .base import x``, seen from another one?
- ``entry_points``: with which settings do manage.py, wsgi.py and the tests start the project?
- ``django_settings_module``: which settings modules does such a file name? ``settings_module_files``: which files are
  these?
- ``urls``: which routes has the project, in their order, and which view answers a name (``routes``)? ``views``: what
  does one lead to? ``included_urls``: what do ``include()`` and a site take in? ``known_routes``: which routes do
  Django and packages bring?
- ``definitions``: what does a name in a module stand for? ``logout_classes``: how does a subclass of LogoutView answer?
- ``models``: has a model certainly a number as its primary key?
- ``template_links``: what in the templates asks for a URL by GET?
- ``django_version``: which version of Django do its requirements pin?
- ``mentions``: which modules has it, and does any of its files mention a name?
- ``paths_of_tests``: does a path belong to tests?
"""

from __future__ import annotations
