"""Who gets into the rules' screens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from escalera.core.rules.policies import why_not_keep
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

P = ParamSpec("P")


def keeper_view(view: Callable[Concatenate[DeskRequest, P], HttpResponse]) -> Callable[Concatenate[Any, P], Any]:
    """A view for those who keep the rules."""

    @wraps(view)
    def entered(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if why_not_keep(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return desk_view(entered)
