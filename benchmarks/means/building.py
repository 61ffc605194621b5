"""The slice built by each means, with what the building took."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.compiling import build_folder, built, compiler, shared_object
from benchmarks.means.case import Ints
from benchmarks.outcome import NotHereError

HERE = Path(__file__).parent
PYTHON_HEADERS = f"-I{sysconfig.get_path('include')}"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
Run = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """One means of compilation: its engines by name, and what it costs."""

    source: Path
    engines: Mapping[str, Run]
    seconds: float
    kib: float
    n_lines: int
    needs: str


def cpp() -> Means:
    """The slice in C++ with pybind11; NotHereError where there is no compiler or no pybind11."""
    source = HERE / "slice.cpp"
    if importlib.util.find_spec("pybind11") is None:
        raise NotHereError("pybind11 is not installed")
    import pybind11

    begin = cpu_seconds()
    made = shared_object(source, f"slice_cpp{SUFFIX}", f"-I{pybind11.get_include()}", PYTHON_HEADERS)
    seconds = cpu_seconds() - begin
    module = loaded("slice_cpp", made)
    engines = {"C++, events": module.run_events, "C++, coroutines": module.run_coroutines}
    return means(source, engines, seconds, made, "a C++20 compiler, pybind11 (headers, 1.4 MB)")


def cython() -> Means:
    """The slice cythonized; NotHereError where there is no compiler or no Cython."""
    source = HERE / "slice_cython.py"
    if importlib.util.find_spec("Cython") is None:
        raise NotHereError("Cython is not installed")
    begin = cpu_seconds()
    c_source = build_folder() / "slice_cython.c"
    built([sys.executable, "-m", "cython", "-3", str(source), "-o", str(c_source)], c_source)
    made = build_folder() / f"slice_cython{SUFFIX}"
    flags = ["-O3", "-shared", "-fPIC", PYTHON_HEADERS]
    built([*compiler("cc", "gcc", "c++"), "-xc", *flags, str(c_source), "-o", str(made)], made)
    seconds = cpu_seconds() - begin
    module = loaded("slice_cython", made)
    return means(source, {"Cython": module.run}, seconds, made, "a C compiler, Cython (20 MB)")


def uncompiled() -> Run:
    """Cython's source as Python runs it; NotHereError where its module `cython` is not there."""
    if importlib.util.find_spec("cython") is None:
        raise NotHereError("Cython is not installed")
    return loaded("slice_uncompiled", HERE / "slice_cython.py").run  # type: ignore[no-any-return]


def cpu_seconds() -> float:
    """Processor time of the processes that this one has waited for."""
    times = os.times()
    return times.children_user + times.children_system


def means(source: Path, engines: Mapping[str, Run], seconds: float, made: Path, needs: str) -> Means:
    """What was built, with its sizes (the object without symbols, where `strip` is there)."""
    if shutil.which("strip"):
        small = build_folder() / f"{made.name}.stripped"
        made = built(["strip", "-o", str(small), str(made)], small)
    text = source.read_text(encoding="utf-8")
    n_lines = sum(bool(line.strip()) for line in text.splitlines())
    return Means(
        source=source,
        engines=engines,
        seconds=seconds,
        kib=made.stat().st_size / 1024,
        n_lines=n_lines,
        needs=needs,
    )


def loaded(name: str, file: Path) -> ModuleType:
    """A module from a file."""
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def columns(records: Mapping[str, Any]) -> dict[str, Ints]:
    """The records as arrays."""
    return {name: np.asarray(cells, dtype=np.int64) for name, cells in records.items()}
