"""What stands in the settings menu: one line a screen. Who lacks the permission sees no entry and gets no page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models.helpers import CONTENT, GATE, PEOPLE, SETTINGS

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One screen. `url`: its name without "desk:"; `permission`: "" for everybody; `group`: a key of GROUPS;
    `icon`: a symbol of icons.svg; `about`: what one does there, in one line."""

    key: str
    label: Words
    url: str
    permission: str
    group: str
    icon: str
    about: Words = ""


GROUPS: dict[str, Words] = {
    "company": _("Company"),
    "people": _("People"),
    "channels": _("Channels"),
    "work": _("Work"),
    "flow": _("Ladder and clocks"),
    "portal": _("Portal"),
    "self": _("Yourself"),
}

ENTRIES: list[Entry] = [
    Entry(
        "company",
        _("Company"),
        "settings-company",
        SETTINGS,
        "company",
        "palette",
        _("Name, colour, logo, your own words."),
    ),
    Entry("levels", _("Levels"), "settings-levels", SETTINGS, "company", "stairs", _("The steps of your ladder.")),
    Entry(
        "calendars",
        _("Working hours"),
        "settings-calendars",
        SETTINGS,
        "company",
        "clock",
        _("The week and the holidays."),
    ),
    Entry("segments", _("Segments"), "settings-segments", SETTINGS, "company", "split", _("Groups of customers.")),
    Entry(
        "guide", _("First steps"), "guide", SETTINGS, "company", "flag", _("From an empty desk to the first answer.")
    ),
    Entry(
        "presets",
        _("Presets"),
        "settings-presets",
        SETTINGS,
        "flow",
        "box",
        _("A company like yours, ready to use; laws; undo."),
    ),
    Entry(
        "audit",
        _("Audit of claims"),
        "settings-audit",
        SETTINGS,
        "flow",
        "badge",
        _("Each claim with its key, its term and whether it was met."),
    ),
    Entry("people", _("People"), "settings-people", PEOPLE, "people", "people", _("Invite, edit, switch off.")),
    Entry("teams", _("Teams"), "settings-teams", PEOPLE, "people", "hand", _("Who works together on which level.")),
    Entry("roles", _("Roles"), "settings-roles", PEOPLE, "people", "badge", _("Who may do what.")),
    Entry(
        "channels",
        _("All channels"),
        "settings-channels",
        GATE,
        "channels",
        "plug",
        _("How each door does, new ones, what each can carry."),
    ),
    Entry(
        "mailboxes",
        _("Mailboxes"),
        "settings-mailboxes",
        GATE,
        "channels",
        "email",
        _("Where mail comes in and leaves."),
    ),
    Entry("profile", _("Your account"), "profile", "", "self", "person", _("Name, language, password, signature.")),
    Entry("absences", _("Absence"), "settings-absences", "", "self", "away", _("Who stands in while you are away.")),
    Entry(
        "views", _("Views"), "settings-views", "", "work", "inbox", _("Lists of the inbox, for oneself or shared.")
    ),
    Entry(
        "articles",
        _("Topics"),
        "settings-articles",
        CONTENT,
        "portal",
        "book",
        _("The shelves of the help center, in this order."),
    ),
    Entry(
        "assistant",
        _("Assistant"),
        "settings-assistant",
        CONTENT,
        "portal",
        "chat",
        _("Answers from your articles, and when a person comes."),
    ),
    Entry(
        "services",
        _("Service status"),
        "settings-services",
        CONTENT,
        "portal",
        "pulse",
        _("What works, what does not, planned work."),
    ),
    Entry(
        "macros",
        _("Macros and answers"),
        "settings-macros",
        "",
        "work",
        "pen",
        _("Words that are given often, and what is done with them."),
    ),
    Entry(
        "procedures",
        _("Scripts and runbooks"),
        "settings-procedures",
        CONTENT,
        "work",
        "book",
        _("What is asked and done, step by step."),
    ),
    Entry(
        "diagnostics",
        _("Diagnostics"),
        "settings-diagnostics",
        SETTINGS,
        "work",
        "pulse",
        _("What runbooks may ask machines: hosts, secrets, commands."),
    ),
    Entry(
        "rules",
        _("Rules"),
        "settings-rules",
        SETTINGS,
        "flow",
        "gear",
        _("What the desk does by itself, when and why."),
    ),
    Entry("categories", _("Categories"), "settings-categories", CONTENT, "flow", "tag", _("What tickets are about.")),
    Entry(
        "priorities",
        _("Priorities"),
        "settings-priorities",
        SETTINGS,
        "flow",
        "flag",
        _("What impact and urgency make."),
    ),
    Entry(
        "handovers",
        _("Hand-overs"),
        "settings-handovers",
        SETTINGS,
        "flow",
        "up",
        _("What the next level must know."),
    ),
    Entry(
        "waits", _("Reasons to wait"), "settings-waits", SETTINGS, "flow", "clock", _("And which clocks stand still.")
    ),
    Entry(
        "conversations",
        _("Added, opened again, or new"),
        "settings-conversations",
        SETTINGS,
        "flow",
        "merge",
        _("Which ticket a customer's words go to."),
    ),
    Entry("triage", _("Triage"), "settings-triage", SETTINGS, "flow", "split", _("What a new ticket seems to be.")),
    Entry("routing", _("Routing"), "settings-routing", SETTINGS, "flow", "split", _("Who gets a ticket that waits.")),
    Entry(
        "skills",
        _("Skills and capacity"),
        "settings-skills",
        PEOPLE,
        "people",
        "badge",
        _("What each knows and takes."),
    ),
    Entry("vendors", _("Vendors"), "settings-vendors", SETTINGS, "flow", "out", _("Outside companies that help.")),
    Entry("fields", _("Fields"), "settings-fields", CONTENT, "work", "note", _("What you want to know of tickets.")),
    Entry(
        "forms", _("Forms"), "settings-forms", CONTENT, "work", "book", _("Questions in an order, for the portal.")
    ),
    Entry("tags", _("Tags"), "settings-tags", CONTENT, "work", "tag", _("Words on tickets; blocked senders.")),
    Entry(
        "checklists", _("Checklists"), "settings-checklists", CONTENT, "work", "check", _("Steps done every time.")
    ),
    Entry(
        "policies",
        _("Clock policies"),
        "settings-policies",
        SETTINGS,
        "flow",
        "clock",
        _("Until when to answer, to solve, to hand on."),
    ),
    Entry(
        "oncall", _("On call"), "settings-oncall", SETTINGS, "flow", "phone", _("Who is called when it cannot wait.")
    ),
    Entry(
        "escalation",
        _("Escalation policies"),
        "settings-escalation",
        SETTINGS,
        "flow",
        "up",
        _("What presses, and when."),
    ),
    Entry(
        "keys",
        _("Access keys"),
        "settings-keys",
        "",
        "self",
        "key",
        _("For programs and for an assistant of your own."),
    ),
    Entry(
        "model",
        _("Language model"),
        "settings-model",
        SETTINGS,
        "company",
        "gear",
        _("Optional: where it is, what may leave, what it costs."),
    ),
]
