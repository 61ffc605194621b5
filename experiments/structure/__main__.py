"""Print how the code hangs together.

    python -m experiments.structure [ROOT]

What of it is held, and what is still over, stands at the top of `tests/unit/test_structure.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from experiments.structure.measures import Sources

N_SHOWN = 12


def main() -> None:
    """Print the measures of the sources below a root; this project's when none is given."""
    sources = Sources(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(__file__).parents[2])
    write = sys.stdout.write
    write("files a folder\n")
    for folder, n in sources.folders.most_common():
        write(f"  {n:4}  {folder}\n")
    write(f"circles of imports: {len(sources.circles)}\n")
    for circle in sources.circles:
        write(f"  {len(circle):4}  {' '.join(sorted(circle))}\n")
    write("most complex functions\n")
    ordered = sorted(sources.functions(), key=lambda found: -found[1])
    for name, n in ordered[:N_SHOWN]:
        write(f"  {n:4}  {name}\n")
    write(f"classes of operations: {len(sources.operations)}\nwho reads them: {len(sources.readers)}\n")
    for name in sources.readers:
        write(f"        {name}\n")


if __name__ == "__main__":
    main()
