"""`hallsim results`: a finished or interrupted study told again, without running anything."""

from __future__ import annotations

from pathlib import Path

import click

from hallsim.cli.language import Spoken, lang_option
from hallsim.cli.options.names import names_option
from hallsim.cli.options.results_folder import ResultsFolder
from hallsim.cli.study_commands import tell
from hallsim.os_errors import real_path
from hallsim.text.message import Lang


@click.command(cls=Spoken, help="Tell a finished or interrupted study again from its folder; nothing is run.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option("--base", help="Design that the others are compared with.")
@names_option("--designs", help="Only these designs, separated by commas; all that were run when absent.")
@names_option("--metrics", help="Metrics that lead the tables, separated by commas.")
@click.option("--out", type=ResultsFolder(), help="Another folder for tables, figures and page.")
@lang_option
def results(
    folder: Path,
    base: str | None,
    designs: tuple[str, ...],
    metrics: tuple[str, ...],
    out: Path | None,
    lang: Lang,
) -> None:
    from hallsim import api
    from hallsim.report.tables.study import compare_report, run_report
    from hallsim.study.folder.kept import refuse_told

    if out is not None and real_path(out) != real_path(folder):
        refuse_told(out)
    several = api.results(folder, base=base, designs=designs or None, metrics=metrics)
    page = api.save_answer(several, out or folder, lang=lang)
    single = len(several.studies[0].designs) == 1
    tell(several, out or folder, page, run_report if single else compare_report, lang)
