"""What diagnostics use: hosts that may be called, and secrets that are sent to some of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from escalera.faces.desk.settings.answering import attempt, number, typed
from escalera.faces.desk.settings.diagnostics.trying import SCREEN
from escalera.faces.desk.settings.diagnostics.views import page
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.levels.specialists import actions, queries
from escalera.levels.specialists.models import AllowedHost, Secret


@desk_view
@require_POST
def add_host(request: DeskRequest) -> HttpResponse:
    """Let diagnostics call one more machine."""
    given = {key: typed(request, key) for key in ("host", "port", "note")}
    refused, status = attempt(lambda: actions.allow_host(
        host=given["host"], port=number(given["port"], what=_("Port")), note=given["note"], by=request.user,
        at=timezone.now(),
    ))  # fmt: skip
    if refused:
        return page(request, host=given, refused=refused, status=status)
    return SCREEN.done(request, _("The host is on the list."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove_host(request: DeskRequest, host: int) -> HttpResponse:
    """Ask, then take a machine off the list."""
    one = AllowedHost.objects.get(pk=host)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.forbid_host(host_id=host, by=request.user, at=timezone.now())
        )  # fmt: skip
        if not refused:
            return SCREEN.done(request, _("The host is off the list."))
    heading = _("Take %(host)s off the list?") % {"host": one}
    words = [_("Diagnostics that call it tell nothing from now on; runbooks go on without them.")]
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Remove"), refused=refused, status=status)


@sensitive_post_parameters("word")
@desk_view
@require_http_methods(["GET", "POST"])
def secret(request: DeskRequest, key: int | None = None) -> HttpResponse:
    """Keep a new secret, or another word for one. Its word is never shown again, and never sent back with a refusal."""
    one = Secret.objects.defer("sealed").get(pk=key) if key is not None else None
    chosen = request.POST.getlist("hosts")[:200] if request.method == "POST" else (one.hosts if one else [])
    name = one.name if one else typed(request, "name")
    refused, status = "", 200
    if request.method == "POST":
        word = request.POST.get("word", "")[:5_000]
        refused, status = attempt(
            lambda: actions.set_secret(name=name, word=word, hosts=chosen, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The secret is kept. Diagnostics name it as %(place)s.") % {
                "place": f"{{secret:{name}}}"
            })  # fmt: skip
    hosts = [(str(each), str(each) in chosen) for each in queries.hosts()]
    context = {"secret": one, "name": name, "hosts": hosts}
    return SCREEN.page(request, "secret", context, refused=refused, status=status)


@desk_view
@require_http_methods(["GET", "POST"])
def remove_secret(request: DeskRequest, key: int) -> HttpResponse:
    """Ask, then forget a secret."""
    one = Secret.objects.defer("sealed").get(pk=key)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.drop_secret(secret_id=key, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The secret is forgotten."))
    heading = _("Forget the secret “%(name)s”?") % {"name": one.name}
    words = [_("Diagnostics that send it tell nothing from now on; runbooks go on without them.")]
    return SCREEN.confirm(
        request, heading=heading, words=words, action=_("Forget it"), refused=refused, status=status
    )
