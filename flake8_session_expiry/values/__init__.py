"""
What expressions evaluate to: numbers, lengths of time, moments, texts, readers of the environment. ONE evaluator, over Python's own tree.

Nothing is imported or run. Knows no sessions and no settings; a place in code is an ``Environment``. LibCST only in ``lowering`` and ``occurrence``.

- What is known of a value, and when are two the same? ``value``
- What is ``a + b``, ``not a``, ``a < b``? ``arithmetic``; of lists, tuples and dicts? ``containers``; of texts? ``texts``
- What does a call give? Of a builtin: ``builtin_calls``; of datetime, time and decimal: ``datetime_calls``; of a reader of environment variables:
  ``environment``; of what a visitor sent: ``request_data``
- How is an expression followed, how far at most? ``evaluator``
"""
