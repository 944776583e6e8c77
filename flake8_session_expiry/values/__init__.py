"""
What expressions evaluate to: numbers, lengths of time, moments, texts, readers of the environment. ONE evaluator, over
Python's own tree.

Nothing is imported or run. Knows no sessions and no settings; a place in code is an ``Environment``. LibCST only in
``lowering``, ``occurrence`` and what is found out about occurrences (``stated``, ``milliseconds``,
``randomness``).

- ``evaluator``: how is an expression followed, how far at most? ``value``: what is known of its value?
  ``alternatives``: what is an operation on one of several?
- ``arithmetic``: what is ``a + b``, ``not a``, ``a < b``? ``containers``: of lists, tuples and dicts? ``texts``: of
  texts?
- ``function_calls``: which table knows a call? ``call``: what are its arguments?
- ``builtin_calls``, ``datetime_calls``: what does ``int(x)`` give, what ``timedelta(days=1)``?
- ``environment_variables``: what does ``env.int("X")`` give, and every other reader of environment variables?
- ``request_data``: what of it did a visitor send?
- ``lowering``: which ``ast`` node is a LibCST expression? ``occurrence``: which expression of the linted file has a
  value?
- ``stated``: what do comments and names state about a value? ``milliseconds``: was it meant in milliseconds?
- ``randomness``: is it made anew each time?
"""
