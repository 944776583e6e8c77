"""The style of the page: light or dark by the reader's system, from 320 pixels on, also in print."""

from __future__ import annotations

STYLE = """
:root {
  --ground: #fff; --raised: #f6f8fa; --text: #1c2128; --soft: #57606a; --line: #d0d7de; --link: #0550ae;
  --valid: #2563a8; --open: #8250df; --stripe: #78818b; --limit: #b35900;
  --yes: #116329; --yes-ground: #dafbe1; --no: #a40e26; --no-ground: #ffebe9; --maybe: #7a4b00; --maybe-ground: #fff3d1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1318; --raised: #181d24; --text: #e6e9ed; --soft: #a3adb8; --line: #343c46; --link: #79b8ff;
    --valid: #5b9bdf; --open: #c297ff; --stripe: #7d8793; --limit: #ffab57;
    --yes: #7ee2a0; --yes-ground: #12301e; --no: #ff9c94; --no-ground: #401a1c; --maybe: #f2cc60; --maybe-ground: #35290d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 76rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .25rem 0 .75rem; max-width: 60rem; }
a { color: var(--link); }
code { font: .88em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
header p, .kind, footer { color: var(--soft); }
nav ul, .tally { list-style: none; margin: .5rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; }
section { margin-top: 2.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.summary { font-size: 1.15rem; }
.note, .problems { border-left: 4px solid var(--maybe); background: var(--maybe-ground); padding: .5rem .75rem; max-width: 60rem; overflow-wrap: anywhere; }
.problems { border-color: var(--no); background: var(--no-ground); border-top: 0; }
.tally { gap: .4rem; margin-bottom: .5rem; }
ul.violations { list-style: none; margin: .5rem 0 0; padding: 0; }
ul.violations > li { padding: .6rem 0; border-top: 1px solid var(--line); max-width: 60rem; }
ul.violations > li:first-child { border-top: 0; }
.write { margin-top: .2rem; }
.write strong { color: var(--link); }
.chip { display: inline-block; padding: 0 .5em; border-radius: 1em; font-weight: 600; font-size: .88em; white-space: nowrap; }
.chip.yes { color: var(--yes); background: var(--yes-ground); }
.chip.no { color: var(--no); background: var(--no-ground); }
.chip.depends, .chip.unknown, .chip.unenforced { color: var(--maybe); background: var(--maybe-ground); }
.chip.none { color: var(--soft); }
.sure.depends, .sure.unknown { color: var(--maybe); font-weight: 600; }
.source { display: block; color: var(--soft); font-size: .85em; }
figure { margin: .5rem 0 1rem; padding: 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; }
figcaption { color: var(--soft); font-size: .85rem; margin-top: .25rem; }
svg.timeline { display: block; width: 100%; height: auto; font: 14px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
svg.wide { max-width: 68rem; }
svg.narrow { display: none; max-width: 26rem; }
svg text { fill: var(--text); paint-order: stroke; stroke: var(--raised); stroke-width: 4px; stroke-linejoin: round; }
svg .label, svg .strong { font-weight: 600; }
svg .small { font-size: 13px; }
svg .words { fill: var(--soft); }
svg .axis { stroke: var(--line); stroke-width: 2; }
svg .guide { stroke: var(--line); stroke-width: 1; stroke-dasharray: 3 3; }
svg .renews { fill: var(--text); stroke: var(--text); stroke-width: 2; }
svg .idle { fill: var(--raised); stroke: var(--text); stroke-width: 2; }
svg rect.valid { fill: var(--valid); }
svg rect.open { fill: none; stroke: var(--open); stroke-width: 2; stroke-dasharray: 5 3; }
svg rect.left { stroke: var(--stripe); stroke-width: 1; }
svg .stripe { fill: var(--stripe); }
svg rect.unsure { fill: var(--valid); opacity: .35; }
svg line.limit { stroke: var(--limit); stroke-width: 3; }
svg .limit-words { fill: var(--limit); font-weight: 600; }
.endings { margin: 0; }
.endings > div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .4rem 0; border-top: 1px solid var(--line); }
.endings > div:first-child { border-top: 0; }
.endings dt { font-weight: 600; }
.endings dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; border-bottom-width: 2px; }
tbody th { font-weight: 400; width: 23%; }
th code { font-weight: 600; }
th.group { width: auto; font-weight: 600; padding-top: 1.1rem; color: var(--link); }
td.value { width: 51%; }
td.verdict { width: 19%; }
.calls td.value { width: 36%; }
.values { list-style: none; margin: 0; padding: 0; }
.values li { display: grid; grid-template-columns: 3fr 2fr; gap: 0 1rem; }
.values.several li { padding-left: .9rem; position: relative; }
.values.several li + li { margin-top: .35rem; }
.values.several li::before { content: "•"; position: absolute; left: 0; color: var(--maybe); }
.place { color: var(--soft); }
.calls tbody th { width: 36%; }
.question { display: block; color: var(--soft); font-size: .92em; }
.argument { display: block; font-weight: 400; }
ol { margin: 0; padding-left: 1.25rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 48rem) {
  body { padding: 1rem .9rem 2rem; }
  h1 { font-size: 1.35rem; }
  .summary { font-size: 1.05rem; }
  figure { padding: .75rem .5rem; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
  .endings > div { grid-template-columns: 1fr; }
  table, tbody, tr, th, td { display: block; width: auto !important; }
  thead { display: none; }
  tbody tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  th, td { border: 0; padding: .1rem 0; }
  td { display: grid; grid-template-columns: 5.5rem 1fr; gap: .5rem; }
  ol { padding-left: 1rem; }
  .values li { grid-template-columns: 1fr; }
  td::before { content: attr(data-label); color: var(--soft); font-size: .85em; }
}
@media print { body { max-width: none; } section, figure, tr { break-inside: avoid-page; } section.module, #calls { break-inside: auto; } }
"""
"""The style sheet."""
