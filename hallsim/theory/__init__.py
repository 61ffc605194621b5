"""Known results of queueing theory: the values hallsim's engine is tested against and prints beside its own.

Pure functions of plain numbers.  Rates (`lam` arrivals, `mu` services of one server, `theta` patience)
share one time unit of the caller's choice; every returned time is in that unit.  Where the queue has no
steady state (load at or above capacity, nobody leaving) mean waits and numbers are `inf` and the
probability of waiting is 1; a load within rounding of capacity is at capacity.  Arguments that make no sense,
and cases that a formula cannot reach at once and exactly, raise ValueError with what would do instead.
Nothing heavier than `math` is imported before a function needs it.
"""

from hallsim.theory.approvals import SeriesApproval, expected_max, lognormal_cdf, series_approval, uniform_cdf
from hallsim.theory.approximations import (
    allen_cunneen_wait,
    kingman_heavy_traffic_wait,
    kingman_upper_bound,
    lee_longton_wait,
)
from hallsim.theory.batches import bulk_service_wait, mxg1_wait, mxm1_wait
from hallsim.theory.calling import called_service
from hallsim.theory.erlang import MMC, erlang_b, erlang_c, mmc
from hallsim.theory.forkjoin import fork_join_2, fork_join_bounds, nelson_tantawi
from hallsim.theory.general import MDC, MG1, mdc, mg1
from hallsim.theory.gimc import GIMC, constant_lst, erlang_lst, exponential_lst, gimc
from hallsim.theory.impatience import MMCK, ErlangA, erlang_a, mmck
from hallsim.theory.networks import JacksonNetwork, jackson, traffic_rates
from hallsim.theory.phases import MPHC, TwoPhase, erlang2, hyperexponential2, mphc
from hallsim.theory.priorities import (
    cobham_waits,
    kella_yechiali_waits,
    preemptive_mmc_times,
    preemptive_restart_time,
    preemptive_resume_times,
)
from hallsim.theory.priority_reneging import PriorityReneging, priority_reneging
from hallsim.theory.random_order import random_order_mean_square
from hallsim.theory.shortest_line import shortest_line_2
from hallsim.theory.staffing import (
    fewest_servers_for_abandonment,
    fewest_servers_for_mean_wait,
    fewest_servers_for_service_level,
)
from hallsim.theory.time_varying.appointments import AppointmentSession, appointment_session
from hallsim.theory.time_varying.day import DayPiece, HallDay, hall_day
from hallsim.theory.time_varying.days import DayFigures, StationDay, station_days
from hallsim.theory.time_varying.offered_load import (
    halfin_whitt_p_wait,
    offered_load,
    offered_load_piecewise,
    square_root_staffing,
)

__all__ = [
    "GIMC",
    "MDC",
    "MG1",
    "MMC",
    "MMCK",
    "MPHC",
    "AppointmentSession",
    "DayFigures",
    "DayPiece",
    "ErlangA",
    "HallDay",
    "JacksonNetwork",
    "PriorityReneging",
    "SeriesApproval",
    "StationDay",
    "TwoPhase",
    "allen_cunneen_wait",
    "appointment_session",
    "bulk_service_wait",
    "called_service",
    "cobham_waits",
    "constant_lst",
    "erlang2",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "erlang_lst",
    "expected_max",
    "exponential_lst",
    "fewest_servers_for_abandonment",
    "fewest_servers_for_mean_wait",
    "fewest_servers_for_service_level",
    "fork_join_2",
    "fork_join_bounds",
    "gimc",
    "halfin_whitt_p_wait",
    "hall_day",
    "hyperexponential2",
    "jackson",
    "kella_yechiali_waits",
    "kingman_heavy_traffic_wait",
    "kingman_upper_bound",
    "lee_longton_wait",
    "lognormal_cdf",
    "mdc",
    "mg1",
    "mmc",
    "mmck",
    "mphc",
    "mxg1_wait",
    "mxm1_wait",
    "nelson_tantawi",
    "offered_load",
    "offered_load_piecewise",
    "preemptive_mmc_times",
    "preemptive_restart_time",
    "preemptive_resume_times",
    "priority_reneging",
    "random_order_mean_square",
    "series_approval",
    "shortest_line_2",
    "square_root_staffing",
    "station_days",
    "traffic_rates",
    "uniform_cdf",
]
