"""Where the results of a call go: one folder for every file, none of them by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from hallsim.cli.language import say
from hallsim.cli.wrong_call import WrongCallError
from hallsim.os_errors import real_path
from hallsim.text.message import Lang


class ResultsFolder(click.Path):
    """A folder by name; an empty name would be the current folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and not value.strip():
            self.fail("", param, ctx)
        return super().convert(value, param, ctx)


def folder_names(files: Sequence[Path], lang: Lang) -> list[str]:
    """The files' stems, with as many of their folders in front as set them apart.

    A file named twice is a wrong call.
    """
    paths = [real_path(file) for file in files]
    twice = [file for file, path in zip(files, paths, strict=True) if paths.count(path) > 1]
    if twice:
        raise WrongCallError(say("the file {file} is named twice", lang, file=twice[0]))
    names = [path.stem for path in paths]
    for depth in range(1, max(len(path.parts) for path in paths)):
        same = Counter(names)
        names = [
            name if same[name] == 1 else "-".join([*path.parts[1:-1][-depth:], path.stem])
            for name, path in zip(names, paths, strict=True)
        ]
    # one folder holds hall.yaml and hall.yml
    same = Counter(names)
    return [
        name if same[name] == 1 else f"{name}{path.suffix}" for name, path in zip(names, paths, strict=True)
    ]
