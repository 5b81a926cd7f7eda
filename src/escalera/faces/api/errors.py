"""Every refusal of the API in one form: {"error": code, "detail": words}, and "fields" where the input is wrong."""

from __future__ import annotations

import logging
import re
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic_core import to_json

from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.faces.api.keys import ScopeMissing

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
FIELDS_AT_MOST = 20

Raised = Exception | type[Exception]  # as the library's handlers are typed; it is always an instance

logger = logging.getLogger(__name__)


def answer(data: Any, status: int = 200) -> HttpResponse:
    """Return JSON; datetimes become ISO 8601 in UTC."""
    return HttpResponse(to_json(data), status=status, content_type="application/json")


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """Return a refusal."""
    body = to_json({"error": code, "detail": detail, **more})
    response = HttpResponse(body, status=status, content_type="application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def answer_errors(api: NinjaAPI) -> None:
    """Give every kind of exception its answer."""
    for kind, handler in (
        (AuthenticationError, _unknown_key),
        (ScopeMissing, _scope_missing),
        (Refusal, _refused),
        (ObjectDoesNotExist, _not_found),
        (Http404, _not_found),
        (ValidationError, _invalid),
        (RequestDataTooBig, _too_big),
        (HttpError, _unreadable),
        (Exception, _broken),
    ):
        api.add_exception_handler(kind, handler)


def _unknown_key(request: HttpRequest, error: Raised) -> HttpResponse:
    return problem(401, "unauthorized", _("Send a valid token: “Authorization: Bearer esc_…”."))


def _scope_missing(request: HttpRequest, error: Raised) -> HttpResponse:
    return problem(403, "scope_missing", str(error))


def _refused(request: HttpRequest, error: Raised) -> HttpResponse:
    if isinstance(error, NotAllowed):
        return problem(403, "not_allowed", str(error))
    if isinstance(error, BadInput):
        fields = [{"field": key, "detail": said} for key, said in getattr(error, "errors", {}).items()]
        return problem(422, "bad_input", str(error), **({"fields": fields} if fields else {}))
    return problem(409, _CAPITAL.sub("_", error.__class__.__name__).lower(), str(error))


def _not_found(request: HttpRequest, error: Raised) -> HttpResponse:
    return problem(404, "not_found", _("There is nothing here, or it is not yours to see."))


def _invalid(request: HttpRequest, error: Raised) -> HttpResponse:
    assert isinstance(error, ValidationError)
    fields = [
        {"field": ".".join(str(part) for part in one["loc"] if part not in ("body", "query")), "detail": one["msg"]}
        for one in error.errors[:FIELDS_AT_MOST]
    ]
    return problem(422, "invalid", _("Some fields are missing or wrong."), fields=fields)


def _too_big(request: HttpRequest, error: Raised) -> HttpResponse:
    return problem(413, "too_large", _("The request is too large."))


def _unreadable(request: HttpRequest, error: Raised) -> HttpResponse:
    assert isinstance(error, HttpError)
    if error.status_code == 400:
        return problem(400, "malformed_json", _("The body is not valid JSON in UTF-8."))
    return problem(error.status_code, "refused", str(error))


def _broken(request: HttpRequest, error: Raised) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=True)
    return problem(500, "internal", _("Something broke on our side. It has been logged."))
