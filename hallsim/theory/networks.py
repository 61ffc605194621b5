"""Open Jackson networks: tandems, feedback and repeat visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hallsim.theory.erlang import MMC, mmc
from hallsim.theory.guards import require_rate, require_share


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

    for row in routing:
        for share in row:
            require_share("routing probability", share)
        if sum(row) > 1.0 + 1e-12:
            raise ValueError(f"routing probabilities sum to {sum(row)}, above 1")
    matrix = np.eye(len(external)) - np.asarray(routing, dtype=np.float64).T
    if abs(float(np.linalg.det(matrix))) < 1e-14:
        raise ValueError("some customers never leave the network")
    return [float(rate) for rate in np.linalg.solve(matrix, np.asarray(external, dtype=np.float64))]


def jackson(
    external: Sequence[float], routing: Sequence[Sequence[float]], mus: Sequence[float], cs: Sequence[int]
) -> JacksonNetwork:
    """Open network of M/M/c nodes with Markov routing: each node behaves as M/M/c on its own.

    Source: Jackson 1957, Operations Research 5:518-521.
    """
    for rate in external:
        require_rate("external arrival rate", rate, zero_allowed=True)
    total = sum(external)
    require_rate("total external arrival rate", total)
    rates = traffic_rates(external, routing)
    nodes = tuple(mmc(lam, mu, c) for lam, mu, c in zip(rates, mus, cs, strict=True))
    return JacksonNetwork(
        nodes=nodes,
        visits=tuple(rate / total for rate in rates),
        total_wait=sum(node.mean_queue for node in nodes) / total,
        total_time=sum(node.mean_number for node in nodes) / total,
    )
