"""All models of answers by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hallsim.metrics.satisfaction.models.level_map import LevelMap
from hallsim.metrics.satisfaction.models.opinion_model import OpinionModel
from hallsim.metrics.satisfaction.models.ordered_logit import OrderedLogit

MODELS: Final[Mapping[str, OpinionModel]] = MappingProxyType({"levels": LevelMap(), "logit": OrderedLogit()})
