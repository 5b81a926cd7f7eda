"""Changes to people and to how they come in."""

from escalera.base.people.actions.access import (
    give_token,
    new_owner_link,
    open_owner_link,
    sign_in,
    use_owner_link,
)  # fmt: skip
from escalera.base.people.actions.contacts import mark_deliverable, mark_undeliverable, meet
from escalera.base.people.actions.staff import Company, add_agent, found_company

__all__ = [
    "Company", "add_agent", "found_company", "give_token", "mark_deliverable", "mark_undeliverable", "meet",
    "new_owner_link", "open_owner_link", "sign_in", "use_owner_link",
]  # fmt: skip
