"""The compiled engine; all else stands in setup.cfg. A build that fails never fails an installation."""

from pathlib import Path

from setuptools import setup

SOURCES = Path("hallsim/hall/compiled/cpp")
FLAGS = (SOURCES / "flags.txt").read_text(encoding="utf-8").split()


def extensions() -> list[object]:
    """The one extension; none where pybind11 is not at hand."""
    try:
        from pybind11.setup_helpers import ParallelCompile, Pybind11Extension
    except ImportError:
        return []
    ParallelCompile().install()  # as many files at once as there are cores
    return [
        Pybind11Extension(
            "hallsim.hall.compiled._core",
            sorted(path.as_posix() for path in SOURCES.rglob("*.cpp")),
            depends=sorted(path.as_posix() for path in SOURCES.rglob("*.h")),
            cxx_std=20,
            extra_compile_args=FLAGS,
            optional=True,
        )
    ]


setup(ext_modules=extensions())
