"""PyYAML's scanner in Python, reading what its scanner in C (and YAML 1.2) reads: `?` and tabs in plain text.

`{title: why?}`, `[http://x/y?z=1]`, a tab after a colon or before a comment are good YAML, and planners
write them.
"""

from __future__ import annotations

import yaml

_BREAKS = "\0\r\n\x85\u2028\u2029"


class PlainTextLoader(yaml.SafeLoader):
    """A `SafeLoader` for which `?` is a letter of plain text, and a tab a space where nothing is indented."""

    _in_plain = False

    def scan_plain(self) -> yaml.ScalarToken:
        """Plain text, which ends at neither `?` nor a tab."""
        self._in_plain = True
        try:
            return super().scan_plain()
        finally:
            self._in_plain = False

    def peek(self, index: int = 0) -> str:
        """The character ahead; a `?` within plain text passes for a letter, and is taken over as it is."""
        char: str = super().peek(index)
        return "x" if char == "?" and self._in_plain else char

    def scan_plain_spaces(self, indent: int, start_mark: yaml.Mark) -> list[str]:
        """Blanks between two words of one line, tabs among them, or those the library reads."""
        length = 0
        while self.peek(length) in " \t":
            length += 1
        blanks = self.prefix(length)
        if "\t" not in blanks or self.peek(length) in (*_BREAKS, "#"):
            return super().scan_plain_spaces(indent, start_mark) or []
        self.forward(length)
        return [blanks]

    def scan_to_next_token(self) -> None:
        """Skip blanks, comments and line ends; tabs only where they cannot be taken for indentation."""
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()
