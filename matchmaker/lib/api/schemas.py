"""One form, two readers: its JSON schema is published and checked strictly, then the form itself judges the values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from matchmaker.lib.amounts import WonField
from matchmaker.lib.api.problems import Problem, Wrong

Schema = dict[str, Any]
NO_BODY: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
FORMATS = FormatChecker(formats=())
LONGEST = 20_000
LARGEST = 2**53 - 1


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or (len(value) == 10 and bool(date.fromisoformat(value)))


def body(properties: Mapping[str, Schema], *required: str) -> Schema:
    """An object with exactly these properties."""
    told: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**told, "required": list(required)} if required else told


def form_schema(form: type[forms.BaseForm] | forms.BaseForm, *, but: tuple[str, ...] = (), **more: Schema) -> Schema:
    """The body that fills ``form``: its fields without ``but``; ``more`` replaces or adds properties."""
    fields = getattr(form, "fields", None) or form.base_fields
    properties = {name: field_schema(field) for name, field in fields.items() if name not in but}
    needed = [name for name, field in fields.items() if field.required and name not in but]
    return body({**properties, **more}, *needed)


def field_schema(field: forms.Field) -> Schema:
    """What JSON a field takes. An optional one may be null."""
    told = _plain(field)
    if field.required or "type" not in told or told["type"] in ("array", "boolean"):
        return told
    told["type"] = [told["type"], "null"]
    if "enum" in told:
        told["enum"] = [*told["enum"], None]
    return told


def query_schema(field: forms.Field) -> Schema:
    """What a parameter of an address takes: left away, or with a value."""
    told = _plain(field)
    return {**told, "minLength": 1} if told["type"] == "string" and "enum" not in told else told


def _plain(field: forms.Field) -> Schema:
    if isinstance(field, WonField):
        return {"type": "integer", "minimum": field.least, "maximum": field.most}
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return {"type": "array", "items": _key(field), "uniqueItems": True, "maxItems": 200}
    if isinstance(field, forms.ModelChoiceField):
        return _key(field)
    if isinstance(field, forms.ChoiceField):
        return _choice(field)
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return _number(field)
    most = getattr(field, "max_length", None) or LONGEST
    least = max(1 if field.required else 0, getattr(field, "min_length", None) or 0)
    return {"type": "string", "minLength": least, "maxLength": most}


def _number(field: Any) -> Schema:
    whole = isinstance(field, forms.IntegerField) and not isinstance(field, forms.DecimalField | forms.FloatField)
    told: Schema = {"type": "integer" if whole else "number"}
    told["minimum"] = float(field.min_value) if not whole and field.min_value is not None else field.min_value
    told["maximum"] = field.max_value if field.max_value is not None else LARGEST
    return {name: value for name, value in told.items() if value is not None}


def _choice(field: forms.ChoiceField) -> Schema:
    values = [value for value, _label in field.choices if value not in ("", None)]
    if values and all(isinstance(value, int) for value in values):
        return {"type": "integer", "enum": values}
    return {"type": "string", "enum": [str(value) for value in values]} if values else {"type": "string"}


def _key(field: Any) -> Schema:
    """How rows are named: by their own code where they have one, else by number."""
    model = getattr(getattr(field, "queryset", None), "model", None)
    if model is None:
        return {"type": "string", "maxLength": 40}
    if model._meta.pk.get_internal_type() == "CharField":
        return {"type": "string", "maxLength": model._meta.pk.max_length}
    return {"type": "integer", "minimum": 1, "maximum": LARGEST}


def checked(schema: Schema, given: Any) -> dict[str, Any]:
    """``given`` if it is what the published schema says; raises a 422 that names every place that is not."""
    wrong = [Wrong(_place(error), _code(error), _words(error)) for error in _errors(schema, given)]
    wrong += [Wrong(place, "text_invalid", _("쓸 수 없는 글자가 있습니다.")) for place in _unwritable(given)]
    if wrong:
        raise Problem(422, errors=wrong)
    return {name: _whole(value) for name, value in given.items()}


def _errors(schema: Schema, given: Any) -> Iterator[ValidationError]:
    for error in Draft202012Validator(schema, format_checker=FORMATS).iter_errors(given):
        yield from error.context or (error,)


def _place(error: ValidationError) -> str:
    path = "".join(f"/{part}" for part in error.absolute_path)
    if error.validator == "required":
        return f"{path}/{next(name for name in error.validator_value if name not in error.instance)}"
    if error.validator == "additionalProperties":
        return f"{path}/{next(name for name in error.instance if name not in error.schema['properties'])}"
    return path


def _code(error: ValidationError) -> str:
    return {"required": "required", "additionalProperties": "unknown", "enum": "invalid_choice"}.get(
        str(error.validator), str(error.validator)
    )


def _words(error: ValidationError) -> str:
    limit = error.validator_value
    told = {
        "required": _("꼭 필요한 값입니다."),
        "additionalProperties": _("이 요청에 없는 이름입니다."),
        "type": _("값의 종류가 다릅니다: %(wanted)s") % {"wanted": _types(limit)},
        "enum": _("정해진 값 가운데 하나가 아닙니다."),
        "minimum": _("%(limit)s 이상이어야 합니다.") % {"limit": limit},
        "maximum": _("%(limit)s 이하여야 합니다.") % {"limit": limit},
        "minLength": _("너무 짧습니다."),
        "maxLength": _("너무 깁니다. %(limit)s자까지 쓸 수 있습니다.") % {"limit": limit},
        "uniqueItems": _("같은 값이 두 번 있습니다."),
        "format": _("날짜는 2026-12-31처럼 적어 주세요."),
    }
    return told.get(str(error.validator), _("값을 고쳐 주세요."))


def _types(wanted: Any) -> str:
    return wanted if isinstance(wanted, str) else ", ".join(map(str, wanted)) if isinstance(wanted, list) else ""


def _unwritable(value: Any, place: str = "") -> Iterator[str]:
    """Places of texts that no database keeps: half characters and the null character."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            yield place
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _unwritable(one, f"{place}/{json.dumps(name)[1:-1]}")
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _unwritable(one, f"{place}/{at}")


def _whole(value: Any) -> Any:
    """1.0 is a whole number in JSON, and a form would not read it as one."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_whole(one) for one in value] if isinstance(value, list) else value


def form_data(form: type[forms.BaseForm], given: Mapping[str, Any]) -> dict[str, Any]:
    """A checked body as a browser would send it to the form."""
    return {name: typed(form.base_fields.get(name), value) for name, value in given.items() if value is not None}


def typed(field: forms.Field | None, value: Any) -> Any:
    """A JSON value as one would type it: won are said as won, since a small bare number may mean 만원 to a person."""
    if value is None:
        return ""
    if isinstance(field, WonField):
        return f"{value}원"
    if isinstance(value, bool):
        return "on" if value else ""
    return [str(one) for one in value] if isinstance(value, list) else str(value)
