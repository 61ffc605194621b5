"""The two systems in Ciw 3.

Ciw has no fork and join, so the hall extends it at its own extension points:

* fork: a window is a `ciw.Node` whose `release` sends the customer on to the first desk, as Ciw does, and
  puts a new individual with the same id number into the queue of each other desk at the same instant;
* join: the desks' router (`ciw.routing.NodeRouting`) sends every sibling out of the network but the one
  that finishes last, which goes on to the output window.

Everything else (arrivals, queues, servers, records) is stock Ciw.  Waits and times are read from its data
records.  The hall stops once three times `n_customers` siblings have left; a handful of cases is then still
inside and has waits, but no total time.
`seconds` covers building and running, not the collection of the records afterwards.
"""

from __future__ import annotations

from time import process_time
from typing import Any

import ciw
import numpy as np

from benchmarks.outcome import HALL, QUEUE20, Outcome

N_DEPARTMENTS = len(HALL.shares)
FIRST_DESK = N_DEPARTMENTS + 1  # Ciw numbers its nodes from 1
OUTPUT = FIRST_DESK + HALL.n_desks


def simulate_mm20(n_customers: int, seed: int) -> Outcome:
    """(a) M/M/20 until `n_customers` have left."""
    start = process_time()
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=QUEUE20.arrivals_per_min)],
        service_distributions=[ciw.dists.Exponential(rate=1 / QUEUE20.service_mean_min)],
        number_of_servers=[QUEUE20.n_windows],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(n_customers)
    seconds = process_time() - start
    records = sorted(simulation.get_all_records(), key=lambda record: record.service_start_date)
    return Outcome(
        n_customers=n_customers,
        waits_min={"windows": np.array([record.waiting_time for record in records])},
        total_min=np.array([record.exit_date - record.arrival_date for record in records]),
        seconds=seconds,
    )


class ForkingWindow(ciw.Node):  # type: ignore[misc]
    """A window which hands each finished customer's case to all desks at once."""

    def release(self, next_individual: Any, next_node: Any, reroute: bool = False) -> None:
        """Send the customer to the first desk and a sibling to each other."""
        family = {"open": HALL.n_desks}
        next_individual.family = family
        super().release(next_individual, next_node, reroute)
        for desk in range(FIRST_DESK + 1, FIRST_DESK + HALL.n_desks):
            sibling = self.simulation.IndividualType(
                next_individual.id_number, next_individual.customer_class, simulation=self.simulation
            )
            sibling.family = family
            self.simulation.nodes[desk].accept(sibling)


class Join(ciw.routing.NodeRouting):  # type: ignore[misc]
    """The last sibling goes on to the output window, the others end."""

    def next_node(self, ind: Any) -> Any:
        """Ciw's node object to go to."""
        ind.family["open"] -= 1
        return self.simulation.nodes[-1 if ind.family["open"] else OUTPUT]


def simulate_hall(n_customers: int, seed: int) -> Outcome:
    """(b) The hall until about `n_customers` have left (each leaves as three siblings)."""
    start = process_time()
    ciw.seed(seed)
    simulation = ciw.Simulation(
        _hall_network(), node_class=[ForkingWindow] * N_DEPARTMENTS + [ciw.Node] * (HALL.n_desks + 1)
    )
    simulation.simulate_until_max_customers(HALL.n_desks * n_customers)
    seconds = process_time() - start
    return _outcome(simulation, seconds)


def _hall_network() -> Any:
    desk = ciw.dists.Gamma(shape=HALL.desk_shape, scale=HALL.desk_mean_min / HALL.desk_shape)
    window = ciw.dists.Lognormal(mean=HALL.window_log_mean, sd=HALL.window_log_sd)
    arrivals = [ciw.dists.Exponential(rate=share * HALL.arrivals_per_min) for share in HALL.shares]
    routers = [
        *(ciw.routing.Direct(to=FIRST_DESK) for _ in range(N_DEPARTMENTS)),
        *(Join() for _ in range(HALL.n_desks)),
        ciw.routing.Leave(),
    ]
    return ciw.create_network(
        arrival_distributions=[*arrivals, *([None] * (HALL.n_desks + 1))],
        service_distributions=[
            *([window] * N_DEPARTMENTS),
            *([desk] * HALL.n_desks),
            ciw.dists.Exponential(rate=1 / HALL.output_mean_min),
        ],
        number_of_servers=[*HALL.n_windows, *([HALL.n_desk_servers] * HALL.n_desks), HALL.n_output],
        routing=ciw.routing.NetworkRouting(routers=routers),
    )


def _outcome(simulation: Any, seconds: float) -> Outcome:
    records = sorted(simulation.get_all_records(), key=lambda record: record.service_start_date)
    waits: dict[str, list[float]] = {"windows": [], "desks": [], "output": []}
    arrived: dict[int, float] = {}
    totals: list[float] = []
    for record in records:
        if record.node < FIRST_DESK:
            waits["windows"].append(record.waiting_time)
            arrived[record.id_number] = record.arrival_date
        elif record.node < OUTPUT:
            waits["desks"].append(record.waiting_time)
        else:
            waits["output"].append(record.waiting_time)
            totals.append(record.exit_date - arrived[record.id_number])
    return Outcome(
        n_customers=len(totals),
        waits_min={station: np.array(values) for station, values in waits.items()},
        total_min=np.array(totals),
        seconds=seconds,
    )
