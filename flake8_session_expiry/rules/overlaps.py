"""Which rule is reported where several report the same code: the one on the left of a row."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# code -> the codes that are not reported with it: on the same node, on one inside of it, or on one around it
SILENCES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        winner: frozenset(losers.split())
        for winner, losers in {
            "DSE101": "DSE104",
            "DSE102": "DSE305",
            "DSE103": "DSE108 DSE104",
            "DSE105": "DSE201 DSE202 DSE203 DSE204 DSE205 DSE206 DSE207 DSE208 DSE209 DSE210 DSE211 DSE212 DSE213"
            " DSE214 DSE215 DSE216 DSE305",
            "DSE106": "DSE104 DSE107 DSE305",
            "DSE109": "DSE314 DSE308",
            "DSE110": "DSE101",
            "DSE111": "DSE112 DSE308 DSE201 DSE202 DSE203 DSE204 DSE205 DSE206 DSE207 DSE208 DSE209 DSE210 DSE211"
            " DSE212 DSE213 DSE214 DSE215 DSE216",
            "DSE113": "DSE107",
            "DSE116": "DSE112 DSE308 DSE325",
            "DSE201": "DSE211",
            "DSE202": "DSE207",
            "DSE204": "DSE206 DSE207",
            "DSE205": "DSE203 DSE208 DSE213 DSE206",
            "DSE207": "DSE206",
            "DSE209": "DSE206",
            "DSE210": "DSE206",
            "DSE211": "DSE212",
            "DSE213": "DSE208",
            "DSE215": "DSE206 DSE207 DSE208 DSE211 DSE212",
            "DSE216": "DSE203 DSE207 DSE208 DSE212",
            "DSE301": "DSE304 DSE203 DSE312",
            "DSE304": "DSE203 DSE202 DSE205 DSE207",
            "DSE317": "DSE304 DSE203 DSE312",
            "DSE401": "DSE403 DSE407 DSE504",
            "DSE402": "DSE407",
            "DSE403": "DSE407 DSE504",
            "DSE404": "DSE501 DSE502",
            "DSE407": "DSE504",
            "DSE409": "DSE401 DSE404",
            "DSE411": "DSE503",
            "DSE412": "DSE507",
            "DSE416": "DSE402 DSE407",
            "DSE506": "DSE415",
        }.items()
    }
)
