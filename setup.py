"""What is compiled; all else stands in setup.cfg. A build that fails never fails an installation."""

from pathlib import Path

from setuptools import setup

SOURCES = Path("hallsim/hall/compiled/cpp")
FLAGS = (SOURCES / "flags.txt").read_text(encoding="utf-8").split()


def extensions() -> list[object]:
    """The engine and the draws; none where pybind11 is not at hand."""
    try:
        from pybind11.setup_helpers import Pybind11Extension
    except ImportError:
        return []
    return [
        Pybind11Extension(
            "hallsim.hall.compiled._core",
            [(SOURCES / "whole.cpp").as_posix()],
            depends=sorted(path.as_posix() for kind in ("*.cpp", "*.h") for path in SOURCES.rglob(kind)),
            cxx_std=20,
            extra_compile_args=FLAGS,
            optional=True,
        ),
        Pybind11Extension(
            "hallsim.demand._threefry",
            ["hallsim/demand/threefry.cpp"],
            cxx_std=20,
            extra_compile_args=["-O3"],
            optional=True,
        ),
    ]


setup(ext_modules=extensions())
