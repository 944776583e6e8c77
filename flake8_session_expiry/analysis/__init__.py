"""
Questions to the model that several rules ask, or that are too long for one rule. Knows what sessions, values and paths
are; knows no rule and writes no code.

- ``api_views``: may a view know its user by something else than the session?
- ``assigned_values``: what does an assignment put where a call was meant, and would it do as an expiry?
- ``authentication``: who can be logged in where code runs?
- ``branches``: do the conditions around two places have to do with each other?
- ``built_containers``: what does a function put step by step into a container that it stores?
- ``by_body``, ``by_session``: which things are in one function, which effects are about one session?
- ``collected_changes``: which changes are there inside of stored values, and can the session be saved with them?
- ``emptied_sessions``: does a deletion go over all keys of a session, and would such a loop run?
- ``expiries_in_blocks``: which expiries are set in a block, and which beside it?
- ``falling_through``: is an expiry set after the end of a session, whatever was asked before it?
- ``kept_logins``: does a login go on after a change of the password, or is it meant to end?
- ``coroutine_uses``: how does a coroutine end where it is made?
- ``json_outputs``: does a value become a part of JSON?
- ``key_reads``: what does code do with what it reads under one key?
- ``length_comparisons``: is the length or the end of a session compared as if it counted down?
- ``local_containers``: is a list or dict made here, what is changed in it, and what does a change put there?
- ``loading_helpers``: which functions of the module load a session that they are given?
- ``login_calls``: how does a function log in, by what of Django?
- ``longest_expiry``: how long may an expiry be, by option or profile?
- ``model_instances``: which expressions are instances of a model, or rows of several?
- ``moments``: is a number of seconds a point in time?
- ``nested_changes``: what is changed inside of what a session stores?
- ``own_logins``: by which keys do login functions of the module log in, without Django's users?
- ``password_changes``: where is the password of the logged-in user changed and saved?
- ``private_key``: where is Django's own key for the expiry written, and is it read?
- ``range_checks``: is a number tested before it is used?
- ``redirect_targets``: to which name or path does a view send its visitor?
- ``remember_me``: is a test one of a remember-me flag, and which branch is for which answer?
- ``request_users``: which expressions are the user of a request?
- ``request_cycle``: what else runs in the same request: decorators, other methods, receivers of signals?
- ``serialization``: can the serializer hold a value, with all values in it?
- ``serialization``: can the serializer hold a value, with all that stands in it?
- ``rest_framework``: which functions are given a request of Django REST framework?
- ``session_keys``: what becomes of a request's ``session_key``, and did code look whether there is one?
- ``session_loading``: is a session loaded where async code uses it?
- ``session_replacement``: is ``request.session = ...`` meant as it is?
- ``session_rows``: which expressions are rows of the model ``Session``?
- ``stored_dicts``: by which keys are the dicts used that sessions store?
- ``session_times``: does a test compare a time that the session holds with now?
- ``stored_values``: which values does a module store in its sessions that cannot be saved?
- ``text_keys``: is a key of a dict another one in JSON?
- ``timedelta_parts``: does ``.seconds`` or ``.days`` of a timedelta stand for its whole length?
- ``shared_stores``: who uses the data of a store that is made once for all?
- ``start_up``: does code run before there are requests?
- ``unmarked_changes``: which nested changes does nothing mark?
- ``unserializable_values``: is one expression something that JSON cannot hold?
"""

from __future__ import annotations
