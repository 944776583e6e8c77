"""Of which models the primary key certainly is a number."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_session_expiry.project.definitions import module_of_tree
from flake8_session_expiry.project.models import has_number_as_key
from tests.projectfiles import MANAGE, write

MODELS = """
import uuid
from django.db import models
from django.db.models import Model
from elsewhere import Base
class Product(models.Model):
    name = models.CharField(max_length=9)
class Plain(Model):
    pass
class Coupon(models.Model):
    code = models.CharField(max_length=9, primary_key=True)
class Token(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
class Offer(Product):
    pass
class Other(Base):
    pass
class Mixed(Base, models.Model):
    pass
def Made():
    pass
"""
VIEWS = """
from . import models
from .models import Product, Plain, Coupon, Token, Offer, Other, Mixed, Made
from elsewhere import Unknown
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Product", True),
        ("models.Product", True),
        ("Plain", True),
        ("Coupon", False),
        ("Token", False),
        ("Offer", False),
        ("Other", False),
        ("Mixed", False),
        ("Made", False),
        ("Unknown", False),
        ("Missing", False),
    ],
)
def test_models_with_a_number_as_key(tmp_path: Path, name: str, expected: bool) -> None:
    write(tmp_path, {"manage.py": MANAGE.format("site1.settings"), "shop/__init__.py": "", "shop/models.py": MODELS})
    module = module_of_tree(str(tmp_path / "shop" / "views.py"), ast.parse(VIEWS))
    assert has_number_as_key(module, name) is expected
