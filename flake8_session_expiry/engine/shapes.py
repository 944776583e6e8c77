"""
What stands in one module, in the vocabulary of ``needs``: found in Python's own tree, before LibCST or a rule is
imported. Linear in the length of the module.
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from flake8_session_expiry.engine.function_shapes import FunctionShapes
from flake8_session_expiry.engine.needs import Shapes
from flake8_session_expiry.engine.paths import file_name
from flake8_session_expiry.engine.python_nodes import BoundNames, PythonNodes
from flake8_session_expiry.engine.session_names import SessionNames
from flake8_session_expiry.engine.session_shapes import SessionShapes
from flake8_session_expiry.engine.setting_shapes import SettingShapes
from flake8_session_expiry.engine.user_shapes import UserShapes
from flake8_session_expiry.reference.frameworks import frameworks


def shapes_of(
    tree: ast.Module,
    text: str,
    path: str,
    session_names: Collection[str] = (),
    request_names: Collection[str] = (),
) -> Shapes:
    """
    All shapes of a module; ``session_names`` and ``request_names`` are names that the user has said to be sessions, or
    requests.
    """
    found = Shapes(text, file_name(path))
    nodes = PythonNodes(tree)
    bindings = BoundNames.of(nodes)
    SettingShapes(found, nodes, path).find()
    FunctionShapes(found, nodes, bindings).find()
    if not frameworks(bindings.modules).foreign:
        UserShapes(found, nodes, bindings, request_names).find()
        SessionShapes(found, nodes, bindings, SessionNames(bindings, session_names)).find()
    return found
