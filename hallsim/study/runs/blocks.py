"""Blocks of replications: citizens who look for an answer are never those who judge it."""

from __future__ import annotations

from typing import Final, Literal, get_args

Block = Literal["main", "pilot", "search", "confirm"]
"""The seed blocks of `hallsim.demand.streams`: replication 3 of one has nothing in common with that of
another."""
BLOCKS: Final[tuple[Block, ...]] = get_args(Block)

MAIN: Final[Block] = "main"
"""That of `hallsim compare`: the same numbers as there."""
PILOT: Final[Block] = "pilot"
"""How much figures vary, before it is said how many replications are wanted."""
SEARCH: Final[Block] = "search"
"""Which candidates are worth a closer look."""
CONFIRM: Final[Block] = "confirm"
"""What is told of the chosen ones."""
