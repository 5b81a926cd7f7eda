"""Who is behind an id of Slack: asked for by the worker before it understands, and kept for a day.

Where Slack does not answer, the message is understood all the same, and the id stands for the name until it does."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from escalera.base.people.actions.joining import nearest_language
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.payloads import object_in, text_in
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.slack.api import SlackTrouble, call

KEPT_S = 24 * 3600.0
MEMBER_S = 3600.0  # of who may be one of the desk: asked for again after that; nothing counts longer than a day
MOST_KEPT = 20_000
LIMIT_S = 3.0  # one question
ROUND_S = 5.0  # all questions of one round
REST_S = 60.0  # after a question that was not answered, all of this door's
AT_ONCE = 4
MOST_ASKED = 40  # people of one round
LIMITS = (
    "deleted",
    "is_bot",
    "is_app_user",
    "is_stranger",
    "is_restricted",
    "is_ultra_restricted",
    "is_invited_user",
)
_NOBODY = (0.0, "", "")


@dataclass(frozen=True, slots=True)
class Profile:
    """`email`: only one that the workspace vouches for. `teams`: the workspaces whose full member they are: no guest,
    nobody from elsewhere, no bot, and with an address that is confirmed."""

    name: str = ""
    email: str = ""
    language: str = ""
    teams: frozenset[str] = frozenset()


class Directory:
    """What is known of people, by door and id; each process has its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, str], tuple[float, Profile]] = OrderedDict()
        self._rests: dict[int, float] = {}
        self._own: dict[int, tuple[float, str, str]] = {}

    def own(self, channel: Channel | None) -> str:
        """Return the id under which the app itself speaks, "" if it is not known."""
        with self._lock:
            return self._own.get(channel.pk, _NOBODY)[1] if channel is not None else ""

    def of(self, channel: Channel | None, user: str) -> Profile:
        """Return what is known of somebody, without asking."""
        with self._lock:
            kept = self._known.get((channel.pk, user)) if channel is not None else None
        return kept[1] if kept else Profile()

    def member(self, channel: Channel | None, user: str) -> str:
        """Return the confirmed address of a full member of the workspace in which the app is; "" for all others."""
        with self._lock:
            kept = self._known.get((channel.pk, user)) if channel is not None else None
            team = self._own.get(channel.pk, _NOBODY)[2] if channel is not None else ""
        if kept is None or not team or time.monotonic() - kept[0] > KEPT_S:
            return ""
        return kept[1].email if team in kept[1].teams else ""

    def learn(self, channel: Channel, users: Iterable[str]) -> None:
        """Ask for those who are not known, or no longer; never raises, and takes no longer than its limit."""
        now = time.monotonic()
        with self._lock:
            if self._rests.get(channel.pk, 0.0) > now:
                return
            unknown = [one for one in dict.fromkeys(users) if self._is_old((channel.pk, one), now)][:MOST_ASKED]
            asks_own = channel.pk not in self._own or now - self._own[channel.pk][0] >= KEPT_S
        if asks_own:
            self._learn_own(channel)
        if not unknown:
            return
        ends = now + ROUND_S
        with ThreadPoolExecutor(min(AT_ONCE, len(unknown)), thread_name_prefix="slack-people") as pool:
            for user, profile in pool.map(lambda user: (user, self._asked(channel, user, ends)), unknown):
                if profile is not None:
                    self._keep((channel.pk, user), profile)

    def forget(self) -> None:
        with self._lock:
            self._known.clear()
            self._rests.clear()
            self._own.clear()

    def _learn_own(self, channel: Channel) -> None:
        try:
            said = call(channel, "auth.test", limit_s=LIMIT_S)
        except NotSent as trouble:
            self._rest(channel, trouble.retry_after_s)
            return
        with self._lock:
            self._own[channel.pk] = (time.monotonic(), text_in(said, "user_id", 40), text_in(said, "team_id", 40))

    def _is_old(self, key: tuple[int, str], now: float) -> bool:
        kept = self._known.get(key)
        return kept is None or now - kept[0] > (MEMBER_S if kept[1].teams else KEPT_S)

    def _asked(self, channel: Channel, user: str, ends: float) -> Profile | None:
        with self._lock:
            if max(self._rests.get(channel.pk, 0.0), time.monotonic()) >= ends:
                return None
        try:
            said = call(channel, "users.info", {"user": user, "include_locale": True}, limit_s=LIMIT_S)
        except SlackTrouble as trouble:
            if trouble.permanent:  # nobody we can know
                return Profile()
            self._rest(channel, None)
        except NotSent as trouble:
            self._rest(channel, trouble.retry_after_s)
        else:
            return profile_of(object_in(said, "user"))
        return None

    def _rest(self, channel: Channel, asked_s: float | None) -> None:
        with self._lock:
            self._rests[channel.pk] = time.monotonic() + max(asked_s or 0.0, REST_S)

    def _keep(self, key: tuple[int, str], profile: Profile) -> None:
        with self._lock:
            self._known[key] = (time.monotonic(), profile)
            self._known.move_to_end(key)
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)


def profile_of(user: dict[str, object]) -> Profile:
    """Return what users.info says. A guest from another company, or an address not confirmed, proves nothing."""
    profile = object_in(user, "profile")
    name = text_in(profile, "real_name", 120) or text_in(user, "real_name", 120) or text_in(user, "name", 120)
    email = text_in(profile, "email", 254).strip()
    foreign = user.get("is_stranger") is True or user.get("is_bot") is True or user.get("is_email_confirmed") is False
    email = "" if foreign or "@" not in email else email
    teams = _teams(user) if email and user.get("is_email_confirmed") is True else frozenset[str]()
    return Profile(name, email, nearest_language(text_in(user, "locale", 20)), teams)


def _teams(user: dict[str, object]) -> frozenset[str]:
    """Return the workspaces whose full member they are: in a company with several, those that it put them in."""
    if any(user.get(limit) not in (None, False) for limit in LIMITS):
        return frozenset()
    company = object_in(user, "enterprise_user")
    of_company = company.get("teams")
    named = [text_in(user, "team_id", 40), *(of_company if isinstance(of_company, list) else [])]
    return frozenset(one for one in named if isinstance(one, str) and one)


DIRECTORY = Directory()
