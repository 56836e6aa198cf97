"""The published schema: refusals beside answers, the token as the one way in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from matchmaker.lib.api.operations import Operation, ProblemOut
from matchmaker.lib.api.problems import MEDIA

AREAS = {"capabilities": "reference", "regions": "reference", "industries": "reference", "programmes": "reference"}


class HouseSchema(AutoSchema):
    def _told(self) -> Operation | None:
        return getattr(getattr(self.view, self.method.lower(), None), "operation", None)

    def get_tags(self) -> list[str]:
        area = next((part for part in self.path.split("/")[3:] if part and "{" not in part), "api")
        return [AREAS.get(area, area)]

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        return super()._get_serializer_name(serializer, direction, bypass_extensions).removesuffix("Out")

    def get_auth(self) -> list[dict[str, list[str]]]:
        return [{"token": []}]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found = super()._get_response_bodies(direction)
        told = self._told()
        for code in refusals_of(told) if told else ():
            found[str(code)] = self._get_response_for_code(ProblemOut, str(code), [MEDIA])
        return dict(sorted(found.items()))

    def _get_request_body(self, direction: Any = "request") -> dict[str, Any] | None:
        """A body that has to say something has to be there."""
        found = super()._get_request_body(direction)
        if found and any("required" in one["schema"] for one in found["content"].values()):
            found["required"] = True
        return found

    def _resolve_path_parameters(self, variables: Any) -> list[Any]:
        found = super()._resolve_path_parameters(variables)
        for one in found:
            if one["schema"].get("type") == "integer":
                one["schema"] |= {"minimum": 1, "maximum": 2**53 - 1}
            else:
                one["schema"] |= {"minLength": 1, "maxLength": 40, "pattern": "^[A-Za-z0-9_-]+$"}
        return found


def refusals_of(told: Operation) -> list[int]:
    """Statuses an operation may refuse with."""
    codes = {400, 401, 403, 404, 406, 429}
    if told.body is not None:
        codes |= {413, 415, 422}
    if told.once or told.held:
        codes |= {409, 422}
    if told.held:
        codes |= {412, 428}
    return sorted(codes)
