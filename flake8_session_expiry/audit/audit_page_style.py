"""What the page of an audit has beside the style of the page of one project."""

from __future__ import annotations

from flake8_session_expiry.policy.page_style import STYLE as _OF_ONE_PROJECT

STYLE = (
    _OF_ONE_PROJECT
    + """
html { scroll-padding-top: 1rem; }
.bars { list-style: none; margin: 1rem 0; padding: 0; }
.bars > li { display: grid; grid-template-columns: 16rem 1fr; gap: 0 1rem; padding: .3rem 0; border-top: 1px solid var(--line); }
.bars > li:first-child { border-top: 0; }
.bar { display: block; height: .8rem; min-width: 2px; margin-top: .35rem; background: var(--valid); border-radius: 3px; }
.bars .unclear .bar { background: var(--stripe); }
.bars details { grid-column: 2; }
.cases { margin: .25rem 0 .5rem; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1rem; }
.cases li { overflow-wrap: anywhere; }
.cases a, .lines a, summary { line-height: 1.6rem; }
.codes { margin: 0; gap: 0 .75rem; }
summary { cursor: pointer; color: var(--link); }
td.number { white-space: nowrap; }
.audit tbody th { width: auto; min-width: 12rem; }
.audit tr:target { background: var(--maybe-ground); }
.lines { margin: 0; padding: 0; list-style: none; }
.lines li { overflow-wrap: anywhere; }
.lines li + li { margin-top: .2rem; }
@media (max-width: 48rem) {
  .bars > li { grid-template-columns: 1fr; }
  .bars details { grid-column: 1; }
}
"""
)
"""The style sheet."""
