"""The office to which each matter goes, as far as known before the clock starts, and its itinerary there.

Rule R5.23 of the model.
"""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.decisions.arrivals import Coming
from hallsim.hall.decisions.channels import Channels
from hallsim.hall.decisions.documents import Judged
from hallsim.hall.decisions.homes import read_travel
from hallsim.hall.decisions.model import OfficeDecisions
from hallsim.hall.decisions.nearest_office import planned_site, ways_ms
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.office_layout import hall_of
from hallsim.hall.plan.offices import MAIN, WHEN_SETTING_OUT
from hallsim.hall.plan.variants import CAUGHT, SHORTFALL, way_index
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World


def read_network(
    world: World, design: Design, demand: Demand, plan: Plan, coming: Coming, channels: Channels,
    judged: Judged, to_main: NDArray[np.bool_],
) -> OfficeDecisions:  # fmt: skip
    """Homes, offices, and itineraries there.

    Args:
        judged: documents of citizens who do not go to the main hall.
        to_main: (m,) matters that go there whatever is near: booked, in a package, or represented.
    """
    network = plan.network
    assert network is not None
    travel = read_travel(world, network.where, demand, plan.calendar.workday_ms)
    none = np.zeros(demand.n_matters, np.bool_)
    away = replace(channels, online=none, kiosk=none, kiosk_failed=none, reviewed=none)
    decided = {SHORTFALL: judged.shortfall, CAUGHT: none} | asdict(away)
    ways = [np.zeros(demand.n_matters, np.int64)]
    for kind in network.kinds[1:]:
        position = kind.position[demand.service]
        index = kind.first_itinerary + way_index(*hall_of(world, design, kind.name), position, decided)
        ways.append(np.where(position >= 0, index, -1))
    site = planned_site(network, design.choice, demand, travel.home)
    site = np.where(to_main & network.kinds[MAIN].accepts[demand.service], MAIN, site)
    site = np.where(channels.online, MAIN, site)  # filed online is filed at the main hall
    sets_out = coming.arrive_ms
    if design.choice.rule == "least_time" and len(network.sites) > 1:
        free = ~to_main & ~channels.online
        first = site[demand.matter_start[:-1]] if demand.n_citizens else site
        way = ways_ms(network, travel, np.arange(demand.n_citizens), travel.home, first)
        chooses = free[demand.matter_start[:-1]] if demand.n_citizens else free
        sets_out = np.where(chooses, np.maximum(sets_out - way - travel.own_ms, 0), sets_out)
        site = np.where(free, WHEN_SETTING_OUT, site)
    return OfficeDecisions(
        travel=travel, site=site, itinerary=tuple(ways), rejections=judged.rejections, sets_out_ms=sets_out
    )
