"""Renders answer templates in Jinja2's sandbox; they can use a Teller's functions and nothing else."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.answers.telling import NoFact, Teller, UnknownFact

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False, keep_trailing_newline=False
)
# Jinja's own globals can loop for long (range, lipsum) and are of no use in an answer.
_ENVIRONMENT.globals.clear()

BY_YEAR = frozenset({"year", "years", "period", "happened", "rounds"})


class TemplateProblem(Exception):
    """A template cannot be rendered: a mistake of the curator, in one sentence."""


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


def parse(source: str) -> nodes.Template:
    """The template's tree.

    Raises:
        TemplateSyntaxError: of Jinja2, with the line inside the template.
    """
    return _ENVIRONMENT.parse(source)


@lru_cache(maxsize=4096)
def names_in(source: str) -> frozenset[str]:
    """The names that a template reads; those in BY_YEAR mean that it picks its own period."""
    try:
        return frozenset(meta.find_undeclared_variables(_ENVIRONMENT.parse(source)))
    except TemplateError:
        return frozenset()


def render(source: str, teller: Teller) -> str:
    """The template's text at the teller's moment.

    Raises:
        NoFact: when a fact has nothing on record for the moment.
        TemplateProblem: when the template is wrong: syntax, an unknown name or id, or a way out of the sandbox.
    """
    teller.render = render
    if "{" not in source:
        return source
    try:
        text = _compiled(source).render(teller.functions())
    except (NoFact, TemplateProblem):
        raise
    except UnknownFact as error:
        raise TemplateProblem(str(error)) from error
    except TemplateError as error:
        raise TemplateProblem(f"the template cannot be used: {error.message or error}") from error
    except RecursionError as error:
        raise TemplateProblem("the template tells itself again and again") from error
    except (TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError, OverflowError) as error:
        raise TemplateProblem(f"the template cannot be used: {error}") from error
    return _tidy(text)


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept)
