"""Every page of the product, as the screenshots, the accessibility tests and the page benchmark visit them."""

from __future__ import annotations

from dataclasses import dataclass

OWNER, AGENT, NOBODY, CUSTOMER = "valeria", "noelia", "", "customer"


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: its address, or the first link that `follow` finds there; then what `click` and `press` open on it.

    `who`: the mail name of the sample person who looks; "" for somebody who is not signed in; CUSTOMER for a
    customer who is signed in to the portal."""

    name: str
    who: str
    path: str
    follow: str = ""
    click: tuple[str, ...] = ()
    press: str = ""


_TICKET = "a.ticket"
_SETTINGS = (
    "company", "levels", "teams", "people", "roles", "segments", "presets", "audit", "calendars", "channels", "channels/capabilities", "mailboxes", "absences", "articles", "assistant",
    "services", "views", "policies", "macros", "rules", "procedures", "routing", "skills", "on-call", "escalation-policies", "fields", "forms", "tags", "checklists",
    "categories", "priorities", "handovers", "waits", "conversations", "vendors", "model", "model/calls", "triage", "keys", "diagnostics",
)  # fmt: skip
_NEW = (
    "teams/new", "people/invite", "roles/new", "calendars/new", "channels/new", "channels/new/telegram", "mailboxes/new", "services/new",
    "views/new", "policies/new", "macros/new", "rules/new", "procedures/new", "routing/new", "routing/needs/new", "fields/new", "forms/new", "checklists/new", "segments/new", "segments/0/served", "presets/it", "presets/es-10-2025",
    "articles/topics/new", "diagnostics/new", "diagnostics/secrets/new", "services/notices/new", "handovers/new", "conversations/new", "on-call/new", "escalation-policies/new",
)  # fmt: skip
_ONE = ("levels", "teams", "people", "tags", "channels", "mailboxes", "views", "diagnostics")
_A_CUSTOMER = "main a[href^='/desk/customers/']:not([href='/desk/customers/'], [href*='new'], [href*='?'])"
_AN_ORGANIZATION = (
    "main a[href^='/desk/organizations/']:not([href='/desk/organizations/'], [href*='new'], [href*='?'])"
)
_A_REQUEST = "a[href^='/help/requests/']:not([href='/help/requests/'], [href*='?'])"

SCREENS = (
    Screen("sign-in", NOBODY, "/sign-in/"),
    Screen("inbox", AGENT, "/desk/"),
    Screen("inbox-all", OWNER, "/desk/?view=all"),
    Screen("inbox-empty", OWNER, "/desk/?view=snoozed"),
    Screen("inbox-chosen", OWNER, "/desk/?view=all", click=("input.pick",)),
    Screen("ticket", AGENT, "/desk/", _TICKET),
    Screen("ticket-escalate", AGENT, "/desk/", _TICKET, ("[data-key='e']",)),
    Screen("ticket-help", AGENT, "/desk/", _TICKET, ("[data-key='e']", ".help-ways a:nth-child(3)")),
    Screen("ticket-vendor", AGENT, "/desk/", _TICKET, ("[data-key='e']", ".help-ways a:nth-child(4)")),
    Screen("ticket-more", AGENT, "/desk/", _TICKET, ("#head .more > summary",)),
    Screen("ticket-note", AGENT, "/desk/", _TICKET, ("label:has([value='note'])",)),
    Screen("search", OWNER, "/desk/search/?q=factura"),
    Screen("search-empty", OWNER, "/desk/search/?q="),
    Screen("palette", AGENT, "/desk/", press="Control+k"),
    Screen("keys", AGENT, "/desk/", press="?"),
    Screen("articles", AGENT, "/desk/articles/"),
    Screen("article-new", OWNER, "/desk/articles/new/"),
    Screen("article", AGENT, "/desk/articles/", ".lines a[href^='/desk/articles/']"),
    Screen("article-edit", OWNER, "/desk/articles/restablecer-la-contrasena/edit/"),
    Screen("article-versions", OWNER, "/desk/articles/restablecer-la-contrasena/versions/"),
    Screen("article-reviews", OWNER, "/desk/articles/reviews/"),
    Screen("article-gaps", OWNER, "/desk/articles/gaps/"),
    Screen("article-import", OWNER, "/desk/articles/import/"),
    Screen("article-translate", OWNER, "/desk/articles/la-luz-del-router-esta-en-rojo/edit/?language=en"),
    Screen("article-from-a-gap", OWNER, "/desk/articles/gaps/", ".lines a[href*='?gap=']"),
    Screen("settings-topic", OWNER, "/desk/settings/articles/", ".lines a[href*='/topics/']"),
    Screen("help-part", NOBODY, "/help/topics/vpn-y-trabajo-remoto/"),
    Screen("procedures", AGENT, "/desk/procedures/"),
    Screen("procedure", AGENT, "/desk/procedures/", ".lines a[href^='/desk/procedures/']"),
    Screen(
        "ticket-script", OWNER, "/desk/search/?q=apartamento", "a[href^='/desk/tickets/']:has-text('apartamento 502')"
    ),
    Screen("ticket-runbook", OWNER, "/desk/search/?q=bodega", "a[href^='/desk/tickets/']:has-text('bodega')"),
    Screen("calls", AGENT, "/desk/calls/"),
    Screen("on-call", AGENT, "/desk/on-call/"),
    Screen("queue", OWNER, "/desk/routing/queues/"),
    Screen("account-menu", AGENT, "/desk/notifications/", click=(".rail .menu > summary",)),
    Screen("customers", OWNER, "/desk/customers/"),
    Screen("customer", OWNER, "/desk/customers/", _A_CUSTOMER),
    Screen("by-hand", AGENT, "/desk/by-hand/"),
    Screen("customer-new", OWNER, "/desk/customers/new/"),
    Screen("organizations", OWNER, "/desk/organizations/"),
    Screen("organization-new", OWNER, "/desk/organizations/new/"),
    Screen("organization", OWNER, "/desk/organizations/", _AN_ORGANIZATION),
    Screen("notifications", AGENT, "/desk/notifications/"),
    Screen("notification-preferences", AGENT, "/desk/notifications/preferences/"),
    Screen("gate", OWNER, "/desk/gate/"),
    Screen("gate-out", OWNER, "/desk/gate/out/"),
    Screen("gate-out-sent", OWNER, "/desk/gate/out/?show=sent"),
    Screen("ladder", OWNER, "/desk/ladder/"),
    Screen("reports", OWNER, "/desk/reports/?days=364"),
    Screen("reports-assistant", OWNER, "/desk/reports/assistant/?days=364"),
    Screen("profile", AGENT, "/desk/profile/"),
    Screen("guide", OWNER, "/desk/guide/"),
    Screen("settings", OWNER, "/desk/settings/"),
    *(Screen(f"settings-{name.replace('/', '-')}", OWNER, f"/desk/settings/{name}/") for name in _SETTINGS),
    *(Screen(f"settings-{name.replace('/', '-')}", OWNER, f"/desk/settings/{name}/") for name in _NEW),
    *(Screen(f"settings-{name}-one", OWNER, f"/desk/settings/{name}/", ".lines a.grow") for name in _ONE),
    Screen(
        "settings-callers",
        OWNER,
        "/desk/settings/channels/",
        ".lines a.grow:has-text('Línea de atención')",
        ("main a[href$='/callers/']",),
    ),
    Screen("settings-procedure", OWNER, "/desk/settings/procedures/", ".lines.procedures a.grow"),
    Screen(
        "settings-procedure-step",
        OWNER,
        "/desk/settings/procedures/",
        ".lines.procedures a.grow",
        (".outline a:visible, .drawn-steps a.step-box:visible",),
    ),
    Screen(
        "settings-procedure-versions",
        OWNER,
        "/desk/settings/procedures/",
        ".lines.procedures a.grow",
        ("main a[href*='/versions/']",),
    ),
    Screen(
        "settings-procedure-details",
        OWNER,
        "/desk/settings/procedures/",
        ".lines.procedures a.grow",
        ("main a[href$='/details/']",),
    ),
    Screen(
        "settings-calendars-year",
        OWNER,
        "/desk/settings/calendars/",
        ".lines a.grow",
        ("main header a[href$='/year/']",),
    ),
    Screen(
        "settings-timetable-new",
        OWNER,
        "/desk/settings/calendars/",
        ".lines a.grow",
        ("main a[href$='/timetables/new/']",),
    ),
    Screen("inbox-late", OWNER, "/desk/?view=late"),
    Screen("not-found", AGENT, "/desk/tickets/999999/"),
    Screen("offline", NOBODY, "/offline/desk/es/"),
    Screen("help", NOBODY, "/help/"),
    Screen("help-search", NOBODY, "/help/search/?q=router"),
    Screen("help-status", NOBODY, "/help/status/"),
    Screen("help-topic", NOBODY, "/help/", "a[href*='/help/topics/']"),
    Screen("help-article", NOBODY, "/help/search/?q=router", "a[href*='/help/articles/']"),
    Screen("help-contact", NOBODY, "/help/contact/"),
    Screen("help-assistant", NOBODY, "/help/assistant/?q=router"),
    Screen(
        "help-assistant-answer", NOBODY, "/help/assistant/?q=La luz del router está en rojo", click=("#say .button",)
    ),
    Screen("help-assistant-person", NOBODY, "/help/assistant/?q=agente", click=("#say .button",)),
    Screen("help-follow", NOBODY, "/help/follow/"),
    Screen("help-sign-in", NOBODY, "/help/sign-in/"),
    Screen("help-requests", CUSTOMER, "/help/requests/"),
    Screen("help-request", CUSTOMER, "/help/requests/?view=shared", _A_REQUEST),
    Screen("help-account", CUSTOMER, "/help/account/"),
)
