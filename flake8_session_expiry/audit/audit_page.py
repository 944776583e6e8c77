"""
The audit as one HTML page without scripts or anything from other addresses: how long sessions live, the verdicts on
each setting, the findings of each rule, and all projects, the worst first. They link to one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from flake8_session_expiry import __version__
from flake8_session_expiry.audit.audit_page_style import STYLE
from flake8_session_expiry.audit.lifetimes import CLASSES, NO_SETTINGS, NOT_KNOWN
from flake8_session_expiry.audit.since import ProjectChange, Since
from flake8_session_expiry.audit.totals import ProjectTotals, Totals
from flake8_session_expiry.audit.totals_table import (
    DEVELOPMENT,
    SHOWN_ANSWERS,
    counted,
    first_line,
    lifetime_words,
    since_line,
)
from flake8_session_expiry.codes import names
from flake8_session_expiry.options import Options
from flake8_session_expiry.pages_online import address
from flake8_session_expiry.policy.labels import ANSWERS, limits_words
from flake8_session_expiry.policy.page_parts import cell, chip, head_of_page, head_of_table, name, path, text
from flake8_session_expiry.policy.report import Answer
from flake8_session_expiry.reference.profiles import PROFILES

_TITLE: Final = "Session audit"
_MOST_LINKS: Final = 100
_PROJECT_COLUMNS: Final = ("Project", "A session lives", "Not as the profile demands", "Findings", "Not read, not sure")


def audit_page(totals: Totals, changes: Since | None, options: Options) -> str:
    """The whole page."""
    return "\n".join(_Page(totals, changes, options).parts())


@dataclass(frozen=True)
class _Page:
    totals: Totals
    changes: Since | None
    options: Options

    @cached_property
    def projects(self) -> Sequence[ProjectTotals]:
        """The worst first."""
        return self.totals.worst_first

    @cached_property
    def place(self) -> Mapping[str, str]:
        """Where a project is on the page, by its name."""
        return {project.name: f"project-{number}" for number, project in enumerate(self.projects, 1)}

    @cached_property
    def row(self) -> Mapping[str, str]:
        """Where the verdicts on a setting are, by its name."""
        return {setting: f"setting-{number}" for number, setting in enumerate(self.totals.answers, 1)}

    def parts(self) -> Iterator[str]:
        yield head_of_page(_TITLE, STYLE)
        profile = PROFILES[self.options.profile]
        yield f"<header>\n<h1>{_TITLE}</h1>\n<p>{text(limits_words(profile, self.options.max_age))}</p>"
        yield f'<p class="summary">{text(first_line(self.totals))}</p>'
        yield from self._contents()
        yield "</header>\n<main>"
        yield from self._since()
        yield from self._lifetimes()
        yield from self._settings()
        yield from self._rules()
        yield from self._all_projects()
        yield (
            f"</main>\n<footer><p>Made by flake8-session-expiry {__version__} from the source code alone: nothing of"
            " the projects was imported or run.</p></footer>\n</body>\n</html>\n"
        )

    def _contents(self) -> Iterator[str]:
        sections = {
            "since": "Better or worse" if self.changes is not None else "",
            "lifetimes": "How long sessions live",
            "settings": "Verdicts by setting" if self.totals.answers else "",
            "rules": "Findings by rule" if self.totals.codes else "",
            "projects": "All projects",
        }
        links = "".join(f'<li><a href="#{key}">{words}</a></li>' for key, words in sections.items() if words)
        yield f'<nav aria-label="Contents"><ul>{links}</ul></nav>'

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _since(self) -> Iterator[str]:
        if self.changes is None:
            return
        yield f'<section id="since"><h2>Better or worse</h2><p>{text(since_line(self.changes))}</p>'
        yield from self._changed("Worse", ((each, each.worse) for each in self.changes.worse))
        yield from self._changed("Not any more", ((each, each.better) for each in self.changes.better))
        for what, found in (("New", self.changes.added), ("Gone", self.changes.gone)):
            if found:
                yield f"<h3>{what}</h3>{self._links(found)}"
        yield "</section>"

    def _changed(self, title: str, changes: Iterable[tuple[ProjectChange, tuple[str, ...]]]) -> Iterator[str]:
        found = list(changes)
        if found:
            yield f'<h3>{title}</h3><dl class="endings">'
            yield from (
                f"<div><dt>{self._link(change.name)}</dt><dd>{_lines(map(text, lines))}</dd></div>"
                for change, lines in found
            )
            yield "</dl>"

    def _lifetimes(self) -> Iterator[str]:
        yield '<section id="lifetimes"><h2>How long sessions live</h2>'
        yield "<p>Unused, by the longest lifetime that the settings of a project give them."
        if number := sum(project.is_of_development for project in self.projects):
            have = "has" if number == 1 else "have"
            yield f" {counted(number, 'project')} {have} {DEVELOPMENT} alone: they count here, not below."
        yield "</p>"
        yield '<ul class="bars">'
        most = max(self.totals.lifetimes.values(), default=1)
        for each in CLASSES:
            if number := self.totals.lifetimes[each]:
                kind = ' class="unclear"' if each in {NOT_KNOWN, NO_SETTINGS} else ""
                bar = f'<span class="bar" style="width: {100 * number / most:.1f}%" aria-hidden="true"></span>'
                found = [project.name for project in self.projects if project.lifetime_class == each]
                yield f"<li{kind}><span>{text(each)}</span>{bar}{self._cases(found)}</li>"
        yield "</ul></section>"

    def _settings(self) -> Iterator[str]:
        if not self.totals.answers:
            return
        answers = [ANSWERS[answer] for answer in SHOWN_ANSWERS]
        yield '<section id="settings"><h2>Verdicts by setting</h2>'
        yield '<table role="table" class="audit"><caption class="hidden">Verdicts by setting</caption>'
        yield head_of_table(("Setting", *answers, "Not as the profile demands in"))
        yield '<tbody role="rowgroup">'
        for setting, counts in self.totals.answers.items():
            found = [project.name for project in self.projects if project.answers.get(setting) is Answer.NO]
            cells = [cell(ANSWERS[each], _number(counts[each]), "number") for each in SHOWN_ANSWERS]
            cells.append(cell("Not ok in", self._cases(found) if found else "–"))
            head = f'<th scope="row" role="rowheader"><code>{name(setting)}</code></th>'
            yield f'<tr role="row" id="{self.row[setting]}">{head}{"".join(cells)}</tr>'
        yield "</tbody></table></section>"

    def _rules(self) -> Iterator[str]:
        if not self.totals.codes:
            return
        known = names()
        yield '<section id="rules"><h2>Findings by rule</h2>'
        yield '<table role="table" class="audit"><caption class="hidden">Findings by rule</caption>'
        yield head_of_table(("Rule", "Findings", "Projects"))
        yield '<tbody role="rowgroup">'
        for code, number in sorted(self.totals.codes.items(), key=lambda item: (-item[1], item[0])):
            found = [project.name for project in self.projects if code in project.codes]
            head = f'<a href="{text(address(code))}">{text(code)}</a> {text(known[code])}'
            yield (
                f'<tr role="row" id="{text(code)}"><th scope="row" role="rowheader">{head}</th>'
                f"{cell('Findings', _number(number), 'number')}{cell('Projects', self._cases(found))}</tr>"
            )
        yield "</tbody></table></section>"

    def _all_projects(self) -> Iterator[str]:
        yield '<section id="projects"><h2>All projects, the worst first</h2>'
        yield '<table role="table" class="audit"><caption class="hidden">All projects</caption>'
        yield head_of_table(_PROJECT_COLUMNS)
        yield '<tbody role="rowgroup">'
        yield from (self._project(project) for project in self.projects)
        yield "</tbody></table></section>"

    def _project(self, project: ProjectTotals) -> str:
        django = f'<span class="question">Django {text(project.django)}</span>' if project.django else ""
        codes = [
            f'<li><a href="#{text(code)}">{text(code)}</a>{f" {number}×" if number > 1 else ""}</li>'
            for code, number in project.codes.items()
        ]
        more = project.problems - len(project.unread)
        doubts = [*map(text, project.unread), *([f"and {more:,} more"] if more > 0 else [])]
        doubts += [f"{chip(Answer.UNKNOWN, 'not sure')} {self._verdict(each)}" for each in project.unsure]
        violations = [f"{chip(Answer.NO, ANSWERS[Answer.NO])} {self._verdict(each)}" for each in project.violations]
        cells = [
            cell(_PROJECT_COLUMNS[1], text(lifetime_words(project))),
            cell("Not ok", _lines(violations)),
            cell(_PROJECT_COLUMNS[3], f'<ul class="cases codes">{"".join(codes)}</ul>' if codes else "–"),
            cell("Not read", _lines(doubts)),
        ]
        head = f'<th scope="row" role="rowheader"><code>{path(project.name)}</code>{django}</th>'
        return f'<tr role="row" id="{self.place[project.name]}">{head}{"".join(cells)}</tr>'

    # -- links ---------------------------------------------------------------------------------------------------------

    def _cases(self, found: Sequence[str]) -> str:
        """Projects that are shown on demand."""
        return f"<details><summary>{counted(len(found), 'project')}</summary>{self._links(found)}</details>"

    def _links(self, found: Sequence[str]) -> str:
        items = [f"<li>{self._link(each)}</li>" for each in found[:_MOST_LINKS]]
        if more := len(found) - len(items):
            items.append(f"<li>and {more:,} more</li>")
        return f'<ul class="cases">{"".join(items)}</ul>'

    def _verdict(self, line: str) -> str:
        """``SESSION_COOKIE_SECURE: not sent over HTTPS only``, with a link to the row of the setting."""
        setting, _, reason = line.partition(": ")
        return f'<a href="#{self.row[setting]}">{name(setting)}</a>: {text(reason)}'

    def _link(self, project: str) -> str:
        """A project that is gone has no place."""
        return f'<a href="#{self.place[project]}">{path(project)}</a>' if project in self.place else path(project)


def _number(number: int) -> str:
    return f"{number:,}"


def _lines(items: Iterable[str]) -> str:
    found = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="lines">{found}</ul>' if found else "–"
