"""Every page of the product, as the screenshots, the accessibility tests and the page benchmark visit them."""

from __future__ import annotations

from dataclasses import dataclass

OWNER, AGENT, NOBODY = "valeria", "lucia", ""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: its address, or the first link that `follow` finds there; then what `click` opens on it.

    `who`: the mail name of the sample person who looks; "" for somebody who is not signed in."""

    name: str
    who: str
    path: str
    follow: str = ""
    click: tuple[str, ...] = ()


_TICKET = "a.ticket"
SCREENS = (
    Screen("sign-in", NOBODY, "/sign-in/"),
    Screen("inbox", AGENT, "/desk/"),
    Screen("inbox-all", OWNER, "/desk/?view=all"),
    Screen("inbox-empty", OWNER, "/desk/?view=mine"),
    Screen("ticket", AGENT, "/desk/", _TICKET),
    Screen("ticket-escalate", AGENT, "/desk/", _TICKET, ("[data-key='e']",)),
    Screen("gate", OWNER, "/desk/gate/"),
    Screen("ladder", OWNER, "/desk/ladder/"),
    Screen("not-found", AGENT, "/desk/tickets/999999/"),
)
