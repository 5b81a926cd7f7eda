"""A program that talks to the API with a token, as the tests use it."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from escalera.base.people.actions import give_token
from escalera.base.people.models import Agent
from tests.cast import NOON


class Program:
    """`get`, `post`, `patch`, `put` and `delete` return (status, whole JSON body)."""

    def __init__(self, agent: Agent | None, *scopes: str) -> None:
        self.client = Client()
        self.key = give_token(agent=agent, name="program", scopes=scopes or ("*",), at=NOON) if agent else ""

    def get(self, path: str, **query: object) -> tuple[int, Any]:
        return self._answer("get", path, query)

    def post(self, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self._answer("post", path, "" if body is None else text, headers)

    def patch(self, path: str, body: object) -> tuple[int, Any]:
        return self._answer("patch", path, json.dumps(body))

    def put(self, path: str, body: object) -> tuple[int, Any]:
        return self._answer("put", path, json.dumps(body))

    def delete(self, path: str) -> tuple[int, Any]:
        return self._answer("delete", path)

    def _answer(
        self, method: str, path: str, data: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        sent = {"Accept-Language": "en", **({"Authorization": f"Bearer {self.key}"} if self.key else {})}
        sent |= {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        kind = {} if method == "get" else {"content_type": "application/json"}
        response = getattr(self.client, method)(f"/api/{path}", data, headers=sent, **kind)
        return response.status_code, response.json()


NOT_FOUND = (404, {"error": "not_found", "detail": "There is nothing here, or it is not yours to see."})


def named(thing: Any) -> dict[str, Any]:
    return {"id": thing.pk, "name": thing.name}


def iso(moment: Any) -> str:
    return str(moment.isoformat()).replace("+00:00", "Z")
