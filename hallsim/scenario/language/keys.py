"""The keys of a scenario file, read from the models: for messages, `hallsim explain` and reference page."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hallsim.scenario.scenario import Scenario
from hallsim.scenario.values.fields import LocalText
from hallsim.scenario.world.named_world import NamedWorld
from hallsim.scenario.world.world import World
from hallsim.text.message import Lang, translate

NAME = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: `path` from the root, with `*` where the user's own names stand; `owner` has the field."""

    path: tuple[str, ...]
    owner: type[BaseModel]
    field: FieldInfo

    @property
    def dotted(self) -> str:
        """The path as people type it, without the users' own names: `designs.windows.count`."""
        return ".".join(part for part in self.path if part != NAME)

    @property
    def more(self) -> dict[str, Any]:
        """Unit and example of the key."""
        extra = self.field.json_schema_extra
        return dict(extra) if isinstance(extra, dict) else {}

    @property
    def required(self) -> bool:
        """Whether the key must be written."""
        return self.field.is_required()

    @property
    def default(self) -> object:
        """The default as written in the model; None when there is none."""
        if self.field.default_factory is not None:
            return self.field.default_factory()  # type: ignore[call-arg]
        return None if self.field.default is PydanticUndefined else self.field.default


def sentence_of(field: FieldInfo, lang: Lang) -> str:
    """What a key means, in one sentence."""
    return translate(field.description or "", lang)


def sentence(key: Key, lang: Lang) -> str:
    """The one sentence about a key."""
    return sentence_of(key.field, lang)


def model_at(loc: Sequence[str | int], root: type[BaseModel] = Scenario) -> type[BaseModel] | None:
    """The model whose keys stand at `loc` in a file of the kind `root`, or None."""
    annotation: Any = root
    for part in loc:
        annotation = _step(annotation, part)
    return model_of(annotation)


def field_at(loc: Sequence[str | int], root: type[BaseModel] = Scenario) -> FieldInfo | None:
    """The field written at `loc`, or None where the users' own names stand."""
    owner = model_at(loc[:-1], root) if loc else None
    return owner.model_fields.get(str(loc[-1])) if owner else None


def kinds_at(loc: Sequence[str | int]) -> list[Any]:
    """The types a value at `loc` may have; none where nothing may stand."""
    return list(_kinds_at(tuple(loc)))


@lru_cache(maxsize=1 << 14)
def _kinds_at(loc: tuple[str | int, ...]) -> tuple[Any, ...]:
    annotation: Any = Scenario
    for part in loc:
        annotation = _step(annotation, part)
    return () if annotation is None else tuple(options_of(annotation))


def all_keys(root: type[BaseModel] = Scenario) -> Iterator[Key]:
    """Every key of a kind of file, in the order of the models.

    A model inside itself is entered once, and so is one under names of the user's own (windows of an office).
    The keys of `world` that a named world may have too are told there.
    """
    yield from _keys_of(root, (), (), set())


def _keys_of(
    owner: type[BaseModel], path: tuple[str, ...], above: tuple[Any, ...], entered: set[type[BaseModel]]
) -> Iterator[Key]:
    told = World.model_fields if owner is NamedWorld else {}
    for name in [name for name in owner.model_fields if name not in told]:
        field, here = owner.model_fields[name], (*path, name)
        yield Key(path=here, owner=owner, field=field)
        inner, named = _inner(field.annotation)
        if inner is not None and inner not in (LocalText, *above, owner) and inner not in entered:
            if named:
                entered.add(inner)
            yield from _keys_of(inner, (*here, NAME) if named else here, (*above, owner), entered)


def _inner(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The model inside an annotation, and whether names of the user's own lead to it."""
    origin = get_origin(annotation)
    if origin is dict:
        return _inner(get_args(annotation)[1])[0], True
    if origin is tuple:
        return _inner(get_args(annotation)[0])
    return model_of(annotation), False


def options_of(annotation: Any) -> list[Any]:
    """The types that an annotation allows, without that of what is absent."""
    if get_origin(annotation) is Annotated:
        return options_of(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        # what may be absent is often an annotated type of its own: its options are meant
        options = [found for option in get_args(annotation) for found in options_of(option)]
        return [option for option in options if option is not type(None)]
    return [annotation]


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation allows, or None."""
    for option in options_of(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def _step(annotation: Any, part: str | int) -> Any:
    for option in options_of(annotation):
        if get_origin(option) is dict:
            return get_args(option)[1]
        if get_origin(option) is tuple and isinstance(part, int):
            return get_args(option)[0]
        if isinstance(option, type) and issubclass(option, BaseModel):
            field = option.model_fields.get(str(part))
            return field.annotation if field else None
    return None
