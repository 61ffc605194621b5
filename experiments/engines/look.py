"""Whether the extension that $HALLSIM_EXTENSION names leaves the records kept in a file; prints how not."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import tests.helpers.checked_extension  # noqa: F401  (the engine is the one named from here on)
from hallsim.audit import AuditError, audit
from hallsim.hall.build_trace import build_trace
from hallsim.hall.compiled.engine import run
from hallsim.hall.engine_check import first_difference


def main(file: Path) -> str:
    """The first thing found, by the audit where it finds it too; empty: nothing."""
    for name, given, expected in pickle.loads(file.read_bytes()):
        try:
            found = run(given)
        except Exception as error:
            return f"{name}: {type(error).__name__}: {error}"
        difference = first_difference(name, expected, found)
        if difference is None:
            continue
        try:
            audit(build_trace(given, found, name))
        except AuditError as error:
            return f"{difference}; the audit too: {str(error).splitlines()[0]}"
        except Exception as error:
            return f"{difference}; no trace can be made: {type(error).__name__}"
        return str(difference)
    return ""


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1])))
