"""Open Jackson networks: tandems, feedback and repeat visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hallsim.theory.erlang import MMC, mmc
from hallsim.theory.numerics.guards import require_rate, require_share, utilisation

ROUNDING = 1e-12
"""By which shares that are meant to sum to 1 may miss it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JacksonNetwork:
    """Each node on its own, and what a customer meets from coming to leaving, all visits counted."""

    nodes: tuple[MMC, ...]
    visits: tuple[float, ...]
    total_wait: float
    total_time: float


def traffic_rates(external: Sequence[float], routing: Sequence[Sequence[float]]) -> list[float]:
    """Arrival rate at each node: the solution of lam = external + lam P.

    Args:
        external: arrivals from outside at each node.
        routing: routing[i][j], the probability of going on to node j after node i; the rest of row i leaves.
    Raises:
        ValueError: a row sums above 1, or customers can never leave.
    """
    import numpy as np

    _check(external, routing)
    matrix = np.eye(len(external)) - np.asarray(routing, dtype=np.float64).T
    return [float(rate) for rate in np.linalg.solve(matrix, np.asarray(external, dtype=np.float64))]


def _check(external: Sequence[float], routing: Sequence[Sequence[float]]) -> None:
    """Rates, shares, shapes, and a way out from every node."""
    if len(routing) != len(external) or any(len(row) != len(external) for row in routing):
        raise ValueError(f"routing must have {len(external)} rows and columns, one for each node")
    for rate in external:
        require_rate("external arrival rate", rate, zero_allowed=True)
    for row in routing:
        for share in row:
            require_share("routing probability", share)
        if sum(row) > 1.0 + ROUNDING:
            raise ValueError(f"routing probabilities sum to {sum(row)}, above 1")
    leaving = {i for i, row in enumerate(routing) if sum(row) < 1.0 - ROUNDING}
    while more := {i for i, row in enumerate(routing) if i not in leaving and any(row[j] for j in leaving)}:
        leaving |= more
    if len(leaving) < len(external):
        stuck = sorted(set(range(len(external))) - leaving)
        raise ValueError(f"some customers never leave the network: there is no way out from nodes {stuck}")


def jackson(
    external: Sequence[float], routing: Sequence[Sequence[float]], mus: Sequence[float], cs: Sequence[int]
) -> JacksonNetwork:
    """Open network of M/M/c nodes with Markov routing: each node behaves as M/M/c on its own.

    An overloaded node passes on what it can serve, no more: the nodes after it see that rate.  `visits` are a
    customer's, from coming to leaving, whether the network keeps up or not.
    Source: Jackson 1957, Operations Research 5:518-521; Goodman & Massey 1984, J. Applied Probability
    21:860-869 (overloaded nodes).
    """
    total = sum(external)
    require_rate("total external arrival rate", total)
    rates = traffic_rates(external, routing)
    seen = _rates_seen(external, routing, [c * mu for mu, c in zip(mus, cs, strict=True)])
    nodes = tuple(mmc(lam, mu, c) for lam, mu, c in zip(seen, mus, cs, strict=True))
    return JacksonNetwork(
        nodes=nodes,
        visits=tuple(rate / total for rate in rates),
        total_wait=sum(node.mean_queue for node in nodes) / total,
        total_time=sum(node.mean_number for node in nodes) / total,
    )


def _rates_seen(
    external: Sequence[float], routing: Sequence[Sequence[float]], capacities: Sequence[float]
) -> list[float]:
    """Arrival rates where no node passes on more than its capacity.

    Begun with every node at capacity, which is the most that can come; nodes that do not reach theirs are
    solved for, which lowers the rates of the others, until no further node falls below.
    """
    n = len(external)
    slack: set[int] = set()
    while True:
        coming = [
            external[j] + sum(capacities[i] * routing[i][j] for i in range(n) if i not in slack)
            for j in range(n)
        ]
        inner = [[routing[i][j] if i in slack else 0.0 for j in range(n)] for i in range(n)]
        rates = traffic_rates(coming, inner)
        more = {j for j in range(n) if utilisation(rates[j], capacities[j]) < 1.0} - slack
        if not more:
            return rates
        slack |= more
