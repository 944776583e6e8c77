"""
Tables of what others have fixed: Django's session API and settings, other frameworks, published limits. Knows no code
and no project, and imports nothing of ours; the tests compare it with the installed Django.

- ``session_api``: which members has a session, with which arguments, in which version of Django?
- ``session_misnomers``: which names do people call on a session that has no such member, and what do they mean?
- ``settings``: which settings decide about sessions, what are their types and defaults, which names are misspelt ones?
- ``package_settings``: which settings do packages for sessions have, and which names are misspelt ones?
- ``spelling``: is a name a misspelling of another one?
- ``cookie_scope``: to which hosts and pages do browsers send a cookie with this domain and path?
- ``non_json_values``: what can JSON not hold, by the call that makes it, and what is stored instead?
- ``mutating_methods``: which methods change a dict or a list?
- ``serializers``: which names of Django's, of json and of Django REST framework are no serializer of sessions?
- ``frameworks``: whose is a module, by what it imports?
- ``date_range``: which expiries are so far away that there is no date for them?
- ``profiles``: how long may a session last, and what must its cookie be like, according to whom?
"""

from __future__ import annotations
