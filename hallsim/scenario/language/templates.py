"""Commented examples that `hallsim new` copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from hallsim.errors import InputError, did_you_mean, problem
from hallsim.os_errors import why
from hallsim.text.message import Lang, Message
from hallsim.whole_file import file_gone, write_whole

DEFAULT: Final = "small_town"
HALLS: Final = "halls"
"""The folder of the halls that the survey reports describe."""
_MISSPELT: Final = 0.8
"""How alike a word and the name of a template are where it is probably meant."""
PARTS: Final = ("common.yaml", "services.yaml")
"""What these share: copied beside them, no template by itself."""


def template_names() -> tuple[str, ...]:
    """The names of the templates, sorted."""
    return _named(files("hallsim") / "templates")


def hall_names() -> tuple[str, ...]:
    """The names of the halls of the survey reports, sorted."""
    found = _named(files("hallsim") / "templates" / HALLS)
    return tuple(name for name in found if f"{name}.yaml" not in PARTS)


def titled_templates(lang: Lang) -> Iterator[tuple[str, str, int]]:
    """Each template with the title of its hall and the number of figures that it states of the real one.

    The commented examples come first.
    """
    from hallsim.scenario.language.reader import parse_yaml
    from hallsim.scenario.parsing.located import to_plain

    for name in (*template_names(), *hall_names()):
        told = to_plain(parse_yaml(_file(name, lang).read_text(encoding="utf-8")))
        title = told.get("title", "")
        yield name, title[lang] if isinstance(title, dict) else title, len(told.get("figures", ()))


def template_meant(folder: str) -> str | None:
    """The template that the name of a folder misspells."""
    names = (*template_names(), *hall_names())
    return next(iter(get_close_matches(Path(folder).name.casefold(), names, n=1, cutoff=_MISSPELT)), None)


def _file(name: str, lang: Lang) -> Traversable:
    """The file of a template; the comments of a hall are in both languages already."""
    own = files("hallsim") / "templates"
    if name in hall_names():
        return own / HALLS / f"{name}.yaml"
    return (own / "zh" if lang == "zh" else own) / f"{name}.yaml"


def _named(folder: Traversable) -> tuple[str, ...]:
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")))


def copy_template(name: str, folder: Path, lang: Lang = "en") -> Path:
    """Write the template, its comments in `lang`, into `folder`, made when absent; returns the new file.

    Raises InputError for an unknown name, a file already there, or a folder that cannot be written.
    """
    names = (*template_names(), *hall_names())
    if name not in names:
        raise InputError(
            problem(
                None,
                "template.unknown",
                Message("there is no template '{name}'", name=name),
                did_you_mean(name, names),
            )
        )
    target = folder / f"{name}.yaml"
    text = _file(name, lang).read_text(encoding="utf-8")
    shared = {folder / part: _shared(part) for part in PARTS if name in hall_names()}
    try:
        # a later hall finds what the first one has brought, with whatever was changed in it
        content = {file: part for file, part in shared.items() if not file.exists()} | {target: text}
        if target.exists():
            raise FileExistsError
        _write(folder, content)
    except FileExistsError:
        taken = target if target.exists() else folder
        raise InputError(
            problem(
                None,
                "template.exists",
                Message("{taken} is already there", taken=taken),
                Message("name another folder"),
            )
        ) from None
    except OSError as error:
        reason = why(error)
        raise InputError(
            problem(
                None,
                "template.unwritable",
                Message("{target} cannot be written: {reason}", target=target, reason=reason),
                Message("name another folder"),
            )
        ) from None
    return target


def _shared(part: str) -> str:
    return (files("hallsim") / "templates" / HALLS / part).read_text(encoding="utf-8")


def _write(folder: Path, content: Mapping[Path, str]) -> None:
    """All files, or nothing of them and no folder either where there was none."""
    folders = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in content.items():
            write_whole(file, text.encode())
    except OSError:
        for file in content:
            file_gone(file)
        for one in folders:
            with suppress(OSError):
                one.rmdir()
        raise
