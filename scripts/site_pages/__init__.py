"""
What the generated pages of the site say. ``scripts/generate_docs.py`` writes them; nothing here touches a file but to
read it.

| question | module |
|---|---|
| how are a link, a table, a toctree written? | ``markdown`` |
| what stands on the page of a rule, of a group, on the list of all? | ``rule_pages`` |
| which rules explain what a user sees? | ``symptoms`` |
| which options are there, for flake8 and for each command? | ``configuration``, ``option_examples`` |
| what do other tools see of the same code? | ``comparison`` |
| which figures are counted when the site is built? | ``figures`` |
| what do commands print that stand in pages by hand? | ``recorded`` |
| which documents do the profiles come from? | ``profiles`` |
"""
