"""The API as one object: its routers, its reading of JSON, its answers to errors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.parser import Parser
from pydantic_core import from_json

from escalera.faces.api.assistant import router as assistant
from escalera.faces.api.channels import router as channels
from escalera.faces.api.errors import answer_errors, problem
from escalera.faces.api.places import router as places
from escalera.faces.api.procedures import router as procedures
from escalera.faces.api.runs import router as runs
from escalera.faces.api.tickets import router as tickets
from escalera.faces.api.work import router as work

VERSION = "1.0.0"
_ABOUT = """Everything that people do at the desk, for programs, by the same actions and the same permissions.

Send `Authorization: Bearer esc_…`. A token acts as its agent and has scopes: `tickets:read`, `tickets:write`,
`ladder`, `content` (writing procedures) or `*`. Every refusal is `{"error": code, "detail": words}`: 401 without a
valid token, 403 if token or agent may not, 404 for what is not there or not theirs, 409 if the ticket's state does not
allow it, 422 if the input is wrong. Creating requests honour `Idempotency-Key`."""


class StrictParser(Parser):
    """JSON that is valid UTF-8, of bounded depth, without half characters."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body: dict[str, Any] = from_json(request.body, allow_inf_nan=False)
        return body


def make_api() -> NinjaAPI:
    api = NinjaAPI(
        title="Escalera",
        version=VERSION,
        description=_ABOUT,
        docs_url=None,
        urls_namespace="api",
        parser=StrictParser(),
    )
    answer_errors(api)
    for router in (tickets, work, places, assistant, procedures, runs, channels):
        api.add_router("", router)
    return api


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer every other address under /api/."""
    return problem(404, "not_found", _("There is no such endpoint. See /api/openapi.json"))


api = make_api()
