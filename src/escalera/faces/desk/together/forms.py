"""What people fill in when they ask colleagues, and what their page says of itself."""

from __future__ import annotations

from django import forms


class AskForm(forms.Form):
    """`to`: "team:3" or "agent:12"; `needed_by` in the asker's own time zone."""

    to = forms.RegexField(r"^(team|agent):[0-9]{1,15}\Z", required=False)
    question = forms.CharField(required=False)
    needed_by = forms.DateTimeField(required=False)


class WordsForm(forms.Form):
    text = forms.CharField(required=False)


class LookForm(forms.Form):
    """Whatever is wrong with it counts as not said: nobody reads an answer."""

    tab = forms.RegexField(r"^[0-9a-zA-Z-]{1,32}\Z", required=False)
    typing = forms.CharField(required=False, max_length=8)
    read = forms.IntegerField(required=False, min_value=0, max_value=2**62)
