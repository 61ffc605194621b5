"""The catalogue of what people read: English is the source, `locale/zh.po` the Chinese.

The catalogue is read when first needed, so that an installed wheel needs no compiled copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from hallsim.errors import Lang
from hallsim.study.result import Words


@lru_cache(maxsize=1)
def _chinese() -> Mapping[str, str]:
    from babel.messages.pofile import read_po

    with resources.files("hallsim.report").joinpath("locale/zh.po").open("rb") as stream:
        catalogue = read_po(stream, locale="zh")
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string}


def translate(text: str, lang: Lang, /, **values: object) -> str:
    """`text` in `lang`, with its {placeholders} filled; English where the catalogue has nothing."""
    found = _chinese().get(text, text) if lang == "zh" else text
    return found.format(**values) if values else found


def words_in(words: Words, lang: Lang) -> str:
    """The text of `words` in `lang`, or in the other language when it is missing."""
    return words.get(lang) or words.get("en") or words.get("zh") or ""
