"""What a hall can do about missing documents and forms, apart from the notice."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Number, Share, Whole


class NoForm(Model):
    """No-form service: the hall fills the form from its data, the citizen only signs."""

    time: Number = key(
        1.0,
        en="Factor on the work at the windows of the first visit.",
        unit="factor",
        example="0.8",
        ge=0.05,
        le=5,
    )
    error: Number = key(
        1.0,
        en="Factor on the probability of an error to correct (`correction` of the service).",
        unit="factor",
        example="0.5",
        ge=0,
        le=5,
    )
    services: tuple[str, ...] = key(
        (), en="Services to which it applies; all cases when absent.", example="[business_licence]"
    )


class Rescue(Model):
    """The rescue desk: it settles a matter after several failed trips."""

    after: Whole = key(
        ...,
        en="Failed trips after which the next visit settles the matter, whatever is missing or wrong.",
        unit="trips",
        example="2",
        ge=1,
        le=60,
    )
    time: Number = key(
        1.0,
        en="Factor on the work at the window of that visit.",
        unit="factor",
        example="1.5",
        ge=0.05,
        le=20,
    )


class DocumentRules(Model):
    """What a design does about missing documents and forms, apart from the notice."""

    guides: Number = key(
        1.0,
        en="Guides and samples: factor on the probability that a document is missing.",
        unit="factor",
        example="0.8",
        ge=0,
        le=2,
    )
    shared_data: dict[str, Share] = key(
        {},
        en="Share of the documents that the hall fetches itself, by service or for all; a bare share is for "
        "all.",
        unit="share",
        example="{all: 30%, business_licence: 60%}",
    )
    no_form: NoForm = key(
        NoForm(), en="No-form service: what it saves at the window.", example="{time: 0.8, error: 0.5}"
    )
    tolerate: Whole = key(
        0,
        en="Missing documents with which a file is accepted all the same; one later visit brings them while "
        "the approval runs, and the certificate waits for it.",
        unit="documents",
        example="1",
        ge=0,
        le=40,
    )
    rescue: Rescue | None = key(
        None,
        en="The desk for matters that could not be done; a bare number is `after`.",
        example="{after: 2}",
    )
