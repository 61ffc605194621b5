"""Commented examples that `hallsim new` copies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from hallsim.errors import InputError, did_you_mean, problem
from hallsim.os_errors import why
from hallsim.text.message import Lang, Message

DEFAULT: Final = "small_town"


def template_names() -> tuple[str, ...]:
    """The names of the templates, sorted."""
    folder = files("hallsim") / "templates"
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")))


def copy_template(name: str, folder: Path, lang: Lang = "en") -> Path:
    """Write the template, its comments in `lang`, into `folder`, made when absent; returns the new file.

    Raises InputError for an unknown name, a file already there, or a folder that cannot be written.
    """
    names = template_names()
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
    own = files("hallsim") / "templates"
    text = ((own / "zh" if lang == "zh" else own) / f"{name}.yaml").read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as stream:
            stream.write(text)
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
