"""Whether the primary key of a model of the project certainly is a number, by the module of the model."""

from __future__ import annotations

import ast

from flake8_session_expiry.project.definitions import ProjectModule, Variable, external_name, find

_MODEL = frozenset({"django.db.models.Model", "django.db.models.base.Model"})


def has_number_as_key(module: ProjectModule, name: str) -> bool:
    """
    Whether ``name`` in a module certainly is a model with the primary key that Django adds.

    Its only base is ``models.Model``: another base may have a key of its own. No field has ``primary_key``.
    """
    found = find(module, ast.parse(name, mode="eval").body)
    if not isinstance(found, Variable) or not isinstance(found.value, ast.ClassDef):
        return False
    model = found.value
    if len(model.bases) != 1 or external_name(found.module, model.bases[0]) not in _MODEL:
        return False
    return not any(isinstance(node, ast.keyword) and node.arg == "primary_key" for node in ast.walk(model))
