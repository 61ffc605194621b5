"""`hallsim schema`, `hallsim explain` and `hallsim new`: the scenario language itself."""

from __future__ import annotations

from pathlib import Path

import click

from hallsim.cli.language import Spoken, lang_option, say
from hallsim.cli.wrong_call import WrongCallError
from hallsim.text.message import Lang

_STUDY = click.option("--study", "of_study", is_flag=True, help="Of study files, in place of scenario files.")


@click.command(cls=Spoken, help="Print the JSON Schema of scenario files.")
@_STUDY
@lang_option
def schema(of_study: bool, lang: Lang) -> None:
    from hallsim.scenario.language.schema import schema_text

    del lang  # the schema holds both
    if of_study:
        from hallsim.scenario.study_file.schema import study_schema

        click.echo(schema_text(study_schema()), nl=False)
        return
    click.echo(schema_text(), nl=False)


@click.command(cls=Spoken, help="Explain a key of the scenario files; without KEY, list their sections.")
@click.argument("key", required=False, metavar="KEY")
@click.option("--all", "everything", is_flag=True, help="The whole reference, in Markdown.")
@click.option("--search", "purpose", metavar="TEXT", help="The keys that have to do with TEXT.")
@_STUDY
@lang_option
def explain(key: str | None, everything: bool, purpose: str | None, of_study: bool, lang: Lang) -> None:
    if sum((key is not None, everything, purpose is not None)) > 1:
        raise WrongCallError(say("explain takes a key, --all or --search", lang))
    if of_study:
        _explain_study(key, purpose, lang)
    elif purpose is not None:
        from hallsim.scenario.language.purpose import search

        click.echo(search(purpose, lang))
    elif everything or key is None:
        from hallsim.scenario.language.reference import index, reference

        click.echo(reference(lang).removesuffix("\n") if everything else index(lang))
    else:
        from hallsim.scenario.language.explain import explain as explanation

        click.echo(explanation(key, lang))


def _explain_study(key: str | None, purpose: str | None, lang: Lang) -> None:
    """A key of study files, else all of them: they are few."""
    from hallsim.scenario.language.explain import explain as explanation
    from hallsim.scenario.study_file.model import StudyFile
    from hallsim.scenario.study_file.page import study_page

    if purpose is not None:
        raise WrongCallError(say("--study takes a key or --all", lang))
    told = study_page(lang).removesuffix("\n") if key is None else explanation(key, lang, StudyFile)
    click.echo(told)


@click.command(cls=Spoken, help="Copy a commented example to start from.")
@click.argument("names", nargs=-1, metavar="[TEMPLATE] DIR")
@click.option("--list", "listed", is_flag=True, help="List the templates.")
@lang_option
def new(names: tuple[str, ...], listed: bool, lang: Lang) -> None:
    from hallsim.scenario.language.templates import DEFAULT, copy_template, template_meant

    if listed:
        if names:
            raise WrongCallError(say("--list stands alone", lang))
        _list_templates(lang)
        return
    if not names:
        raise WrongCallError(say("new takes a folder, or --list", lang))
    if len(names) > 2:
        raise WrongCallError(say("new takes a template and a folder", lang))
    meant = template_meant(names[0]) if len(names) == 1 else None
    # the name of a template alone is that template, in a folder of its name
    template, folder = names if len(names) == 2 else (names[0] if names[0] == meant else DEFAULT, names[0])
    target = copy_template(template, Path(folder), lang)
    click.echo(say("{file} is ready: hallsim check {file}", lang, file=target))
    if meant not in (None, template):
        text = "'{name}' is no template, so {used} was copied; did you mean: hallsim new {meant} FOLDER?"
        click.echo(say(text, lang, name=folder, used=template, meant=meant or ""), err=True)


def _list_templates(lang: Lang) -> None:
    """The name of each template, what hall it is, and how many figures it can be held against."""
    from hallsim.report.terminal import show
    from hallsim.report.wording.grid import Column, Grid
    from hallsim.report.wording.numbers import NOTHING
    from hallsim.scenario.language.templates import titled_templates

    heads = [Column(say("Template", lang), keep=True), Column(say("Title", lang))]
    heads.append(Column(say("Figures known of it", lang), right=True))
    table = Grid(title=say("Templates", lang), columns=heads)
    for name, title, n_figures in titled_templates(lang):
        table.add(name, title, str(n_figures) if n_figures else NOTHING)
    told = "Figures known of it: those that hallsim calibration-table holds the hall against."
    show([table, say(told, lang)])
