"""What people fill in on the ticket page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Any number of files of one field; Django's own cleans only one."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return [super(ManyFiles, self).clean(one, initial) for one in data or []]


class WordsForm(forms.Form):
    """A reply or a note. `key` is the idempotency key of the rendered form."""

    kind = forms.ChoiceField(choices=[("reply", ""), ("note", "")])
    then = forms.ChoiceField(choices=[("", ""), ("wait", ""), ("resolve", "")], required=False)
    text = forms.CharField(required=False, strip=False)
    key = forms.RegexField(r"^[0-9a-f]{32}\Z")
    attached = ManyFiles(required=False, allow_empty_file=True)


class EscalationForm(forms.Form):
    team = forms.IntegerField()
    summary = forms.CharField(required=False)
    tried = forms.CharField(required=False)
    question = forms.CharField(required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(required=False)


class WaitForm(forms.Form):
    status = forms.CharField(max_length=20)
