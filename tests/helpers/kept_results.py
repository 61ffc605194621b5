"""Change what a results folder keeps, so that the program cannot tell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hallsim.study.folder import store


def forge(file: Path, number: int, edit: Callable[[Any], object]) -> None:
    """Let `edit` alter the result kept in a file, and seal it again."""
    kept = store.unsealed(file, number)
    assert kept is not None
    result = kept.result()
    edit(result)
    file.write_bytes(store.sealed(kept.fingerprint, number, store.canonical_json(result)))
