"""A plugin of pytest: the compiled engine is the extension that $HALLSIM_EXTENSION names."""

from __future__ import annotations

import importlib.util
import os
import sys

NAME = "hallsim.hall.compiled._core"


def load(path: str) -> None:
    """Take the extension at a path for the compiled engine's."""
    spec = importlib.util.spec_from_file_location(NAME, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[NAME] = module


if "HALLSIM_EXTENSION" in os.environ:
    load(os.environ["HALLSIM_EXTENSION"])
