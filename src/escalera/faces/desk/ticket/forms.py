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
    """A reply or a note. `then`: how it is sent, with a moment "later:tomorrow" or "until:monday".

    `way`, `template`, `answers`: see `composing.through`.
    `key` is the idempotency key of the rendered form; `confirmed` the doubts that were seen; `macro` and `used` the
    macros whose deeds and whose words go with it."""

    kind = forms.ChoiceField(choices=[("reply", ""), ("note", "")])
    then = forms.RegexField(r"^(wait|resolve|escalate|macro|(later|until):[a-z]{1,10})?\Z", required=False)
    text = forms.CharField(required=False, strip=False)
    key = forms.RegexField(r"^[0-9a-f]{32}\Z")
    attached = ManyFiles(required=False, allow_empty_file=True)
    seen = forms.IntegerField(required=False, min_value=0)
    confirmed = forms.CharField(required=False, max_length=400)
    language = forms.CharField(required=False, max_length=10)
    unsigned = forms.BooleanField(required=False)
    later_at = forms.CharField(required=False, max_length=32)
    later_then = forms.ChoiceField(choices=[("", ""), ("wait", ""), ("resolve", "")], required=False)
    careful = forms.BooleanField(required=False)
    macro = forms.IntegerField(required=False, min_value=1)
    used = forms.CharField(required=False, max_length=200)
    way = forms.CharField(required=False, max_length=300)
    template = forms.CharField(required=False, max_length=700)
    answers = forms.IntegerField(required=False, min_value=1)


class DraftForm(forms.Form):
    """What is being typed. `version`: the one that this window last saw."""

    kind = forms.ChoiceField(choices=[("reply", ""), ("note", "")])
    text = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(required=False, min_value=0)
    language = forms.CharField(required=False, max_length=10)


class UploadForm(forms.Form):
    """One file for a draft. `inline`: a picture that was pasted into the words; `way`: by which the reply will leave."""

    way = forms.CharField(required=False, max_length=300)
    kind = forms.ChoiceField(choices=[("reply", ""), ("note", "")])
    file = forms.FileField(allow_empty_file=True)
    inline = forms.BooleanField(required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(required=False)


class WaitForm(forms.Form):
    status = forms.CharField(max_length=20)
