"""Why the model differs from what is given of a hall, as far as is known; the words around the table."""

_ASSUMED_CUTS = "scores stand at assumed cut-points until they are fitted to a survey of the hall"
_NOTHING_GOT = (
    "fitted to those who got something; who got nothing (1.4 % of the cases) counts with the worst answer"
)

REASONS = {
    (
        "j_city",
        "on_time_share",
    ): "the slowest desks are late with a few; the report may count closed cases only",
    ("j_city", "repeat_share"): "77 people were asked: the standard error of the 56 % is 5.7 points",
    ("district_before", "satisfaction_guidance_rate"): (
        f"{_ASSUMED_CUTS}; the complaint is of some clerks, here all are alike: 97 % with 15 % of the "
        "documents missing and notices of 40 %, the ends of what is assumed"
    ),
    ("district_before", "satisfaction_process_rate"): (
        f"{_ASSUMED_CUTS}; 86 % with 15 % of the documents missing and notices of 40 %, the ends of what is "
        "assumed"
    ),
    ("enterprise_survey", "satisfaction_enterprises_overall"): _NOTHING_GOT,
    ("enterprise_survey", "satisfaction_enterprises_overall_rate"): _NOTHING_GOT,
    ("enterprise_survey", "satisfaction_enterprises_efficiency"): _NOTHING_GOT,
    ("enterprise_survey", "satisfaction_enterprises_efficiency_rate"): _NOTHING_GOT,
    ("pilot_zone", "limit_used_mean"): "the target is half of the limits; how long its desks take is assumed",
    ("dalian", "satisfaction_overall_rate"): _ASSUMED_CUTS,
    ("dalian", "satisfaction_queueing_rate"): f"{_ASSUMED_CUTS}; the hall is borrowed, and not crowded",
    ("dalian", "satisfaction_attitude_rate"): _ASSUMED_CUTS,
    ("generic_survey_halls", "satisfaction_overall_rate"): _ASSUMED_CUTS,
    ("generic_survey_halls", "satisfaction_attitude_rate"): _ASSUMED_CUTS,
    ("generic_survey_halls", "satisfaction_efficiency_rate"): _ASSUMED_CUTS,
    ("generic_survey_halls", "satisfaction_process_rate"): _ASSUMED_CUTS,
}

HEAD = """# The halls against what is given of them

Made by `python -m experiments.halls -j 2`; do not edit. Each hall as it is, with the replications of its
file; 95 % intervals over them. *Stated*: the file says it, nothing is simulated. *Fitted*: something was
chosen so that it comes out, which validates nothing. *Held out*: nothing was. The same for one hall,
with what its numbers rest on: `hallsim calibration-table FILE`. The numbers: [`given.csv`](given.csv)."""

TAIL = """What validates the model in these halls is J city alone: the share that came twice or more. An
on-time share of 100 % says little where silence is consent. Satisfaction of citizens comes out kinder
than the surveys wherever it was not fitted; of the enterprises, told from the other indicators, attitude
is off by 7.3 points and efficiency by 0.5 (`hallsim fit-satisfaction`). Two halls that were measured:
[`../real_halls`](../real_halls/README.md).

`district_before`: that three departments have 64 % of the visits and 77 % of the cases, and others
hardly any, holds only if the others have mostly enquiries: so many are assumed. What no file can hold:
the 379 or 1,493 items, of which no report tells how often each is asked for."""
