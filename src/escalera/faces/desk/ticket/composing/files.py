"""The files of a draft: they go up one by one, while one goes on writing."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage import files
from escalera.core.channels.shared.capabilities import why_not_file
from escalera.core.channels.shared.ways import find_way, ways_of
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing import actions
from escalera.core.writing.queries import File, find_upload
from escalera.faces.desk.files.views import harmless_download
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of
from escalera.faces.desk.ticket.composing.presenter import file_chips
from escalera.faces.desk.ticket.forms import UploadForm
from escalera.faces.desk.ticket.said import PICTURES


@desk_view
@require_POST
def add(request: DeskRequest, number: int) -> HttpResponse:
    """Put a file into the draft; answer with its line, or with the words of a refusal."""
    form = UploadForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise BadInput(next(str(error) for errors in form.errors.values() for error in errors))
        one = form.cleaned_data["file"]
        if form.cleaned_data["kind"] == "reply":
            _refuse_file(find_ticket(request.user, number), form.cleaned_data["way"], one)
        upload = actions.add_upload(
            ticket_id=number,
            kind=form.cleaned_data["kind"],
            name=one.name,
            content_type=one.content_type or "",
            content=one.read(),
            by=request.user,
            at=timezone.now(),
            is_inline=form.cleaned_data["inline"],
        )
    except Refusal as refusal:
        return HttpResponse(str(refusal), content_type="text/plain; charset=utf-8", status=status_of(refusal))
    row = File(upload.pk, upload.name, upload.content_type, upload.size)
    chip = file_chips([row], f"/desk/tickets/{number}/")[0]
    return render(request, "desk/ticket/composing/_file.html", {"file": chip, "kind": form.cleaned_data["kind"]})


def _refuse_file(ticket: Ticket, key: str, file: UploadedFile[Any]) -> None:
    """Raises: BadInput for what the chosen way does not take; it is asked again when the reply is sent."""
    way = find_way(ways_of(ticket, timezone.now()), key) if key else None
    if way and (words := why_not_file(way.can, file.name or "", file.content_type or "", file.size or 0)):
        raise BadInput(words)


@desk_view
@require_GET
def show(request: DeskRequest, number: int, upload: int) -> HttpResponseBase:
    """Give a file of one's own draft out: pictures of the four plain kinds to be seen, all else only to be fetched."""
    one = find_upload(request.user, upload)
    shown = one.content_type in PICTURES
    try:
        content = files.load(one.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = StreamingHttpResponse(
        iter([content]), content_type=one.content_type if shown else "application/octet-stream"
    )
    harmless_download(response, one.name)
    if shown:
        response["Content-Disposition"] = "inline"
    return response


@desk_view
@require_POST
def drop(request: DeskRequest, number: int, upload: int) -> HttpResponse:
    """Take a file out of the draft."""
    find_ticket(request.user, number)
    actions.drop_upload(upload_id=upload, by=request.user)
    return HttpResponse() if request.htmx else redirect("desk:ticket", number)
