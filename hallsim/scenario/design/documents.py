"""What a hall can do about missing documents and forms, apart from the notice."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Number, Share, Whole


class NoForm(Model):
    """No-form service: the hall fills the form from its data, the citizen only signs."""

    time: Number = key(
        1.0,
        en="Factor on the work at the windows of the first visit.",
        zh="首次到窗口办理时间的系数。",
        unit="factor",
        example="0.8",
        ge=0.05,
        le=5,
    )
    error: Number = key(
        1.0,
        en="Factor on the probability of an error to correct (`correction` of the service).",
        zh="差错概率（事项的 correction）的系数。",
        unit="factor",
        example="0.5",
        ge=0,
        le=5,
    )
    services: tuple[str, ...] = key(
        (),
        en="Services to which it applies; all cases when absent.",
        zh="适用的事项；不写为全部办件。",
        example="[business_licence]",
    )


class Rescue(Model):
    """The rescue desk: it settles a matter after several failed trips."""

    after: Whole = key(
        ...,
        en="Failed trips after which the next visit settles the matter, whatever is missing or wrong.",
        zh="跑空几次之后，下一次来访当场办成。",
        unit="trips",
        example="2",
        ge=1,
        le=60,
    )
    time: Number = key(
        1.0,
        en="Factor on the work at the window of that visit.",
        zh="该次来访办理时间的系数。",
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
        zh="办事指南与样本：材料缺失概率的系数。",
        unit="factor",
        example="0.8",
        ge=0,
        le=2,
    )
    shared_data: dict[str, Share] = key(
        {},
        en="Share of the documents that the hall fetches itself, by service or for all; a bare share is for "
        "all.",
        zh="由系统共享调取、群众免交的材料比例（按事项，或 all）；只写一个比例即 all。",
        unit="share",
        example="{all: 30%, business_licence: 60%}",
    )
    no_form: NoForm = key(
        NoForm(),
        en="No-form service: what it saves at the window.",
        zh="免填单服务的效果。",
        example="{time: 0.8, error: 0.5}",
    )
    tolerate: Whole = key(
        0,
        en="Missing documents with which a file is accepted all the same; one later visit brings them while "
        "the approval runs, and the certificate waits for it.",
        zh="容缺受理：缺几份材料仍可受理；审批照常进行，群众另来一次补齐，补齐后方可出证。",
        unit="documents",
        example="1",
        ge=0,
        le=40,
    )
    rescue: Rescue | None = key(
        None,
        en="The desk for matters that could not be done; a bare number is `after`.",
        zh="“办不成事”窗口；只写数字即 after。",
        example="{after: 2}",
    )
