"""A text in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from hallsim.errors import Lang


@dataclass(frozen=True, slots=True)
class Words:
    """A text in English and Chinese."""

    en: str
    zh: str

    def get(self, lang: Lang) -> str:
        """The text in one language."""
        return self.zh if lang == "zh" else self.en
