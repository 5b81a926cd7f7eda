"""What monitors send: Alertmanager's groups, Grafana's shape of the same, and plain ones.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config ·
https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/"""

from __future__ import annotations

from typing import Any

NEVER = "0001-01-01T00:00:00Z"
START = "2026-03-02T10:00:00Z"


def alert(name: str, status: str = "firing", **more: Any) -> dict[str, Any]:
    return {
        "status": status, "labels": {"alertname": name, "instance": "db-1:9100", "severity": "critical"},
        "annotations": {"summary": f"{name} of db-1"}, "startsAt": START,
        "endsAt": "2026-03-02T10:30:00Z" if status == "resolved" else NEVER,
        "generatorURL": "http://prometheus.example/graph?g0.expr=up", "fingerprint": f"fp-{name}", **more,
    }  # fmt: skip


def group(*alerts: dict[str, Any], **more: Any) -> dict[str, Any]:
    status = "firing" if any(one["status"] == "firing" for one in alerts) else "resolved"
    return {"version": "4", "groupKey": '{}:{alertname="x"}', "truncatedAlerts": 0, "status": status, "receiver": "desk",
            "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://am.example:9093",
            "alerts": list(alerts), **more}  # fmt: skip


def grafana(*alerts: dict[str, Any]) -> dict[str, Any]:
    beside = {"silenceURL": "https://g.example/silence", "dashboardURL": "", "panelURL": "", "imageURL": "https://g.example/a.png",
              "values": {"B": 44.2, "C": 1}, "valueString": "[ var='B' value=44.2 ]", "orgId": 1}  # fmt: skip
    more = {"orgId": 1, "title": "[FIRING:1] High memory", "state": "alerting", "message": "**Firing**"}
    return group(*({**one, **beside} for one in alerts), **more)


def firing() -> dict[str, tuple[Any, int]]:
    """Return bodies with the number of tickets that each opens."""
    return {
        "one": (group(alert("A")), 1),
        "three of a group": (group(alert("B1"), alert("B2"), alert("B3", fingerprint="fp-B3")), 3),
        "more than were sent": (group(alert("C"), truncatedAlerts=40), 1),
        "a firing and a resolved one": (group(alert("D"), alert("E", "resolved")), 1),
        "without labels": (group(alert("F", labels={})), 1),
        "without annotations": (group(alert("G", annotations={})), 1),
        "without a fingerprint": (group(alert("H", fingerprint="")), 1),
        "grafana": (grafana(alert("I")), 1),
        "grafana has no data": (grafana(alert("DatasourceNoData", labels={"alertname": "DatasourceNoData", "rulename": "x"})), 1),
        "grafana's test": (grafana(alert("TestAlert", fingerprint="57c6d9296de2ad39", startsAt="2026-03-02T11:59:00.157076+02:00")), 1),
        "plain": ({"title": "Backup failed", "severity": "warning", "at": START}, 1),
        "plain, several": ([{"title": "Tape", "fingerprint": "t"}, {"title": "Disk", "fingerprint": "d"}], 2),
        "numbers as labels": (group(alert("J", labels={"alertname": "J", "port": 9100, "on": True, "none": None})), 1),
        "NUL and half a character": (group(alert("K", annotations={"summary": "a\x00b\ud83d"})), 1),
        "a start that is none": (group(alert("L", startsAt="soon")), 1),
    }  # fmt: skip


def over() -> dict[str, Any]:
    """Return bodies that say that something is over which nobody had heard of, or nothing at all."""
    return {
        "resolved only": group(alert("R1", "resolved")), "grafana, resolved": grafana(alert("R2", "resolved")),
        "plain": {"title": "R3", "status": "OK"}, "an empty group": group(), "no alerts": [],
    }  # fmt: skip
