"""What people type at the door."""

from __future__ import annotations

from django import forms


class SignInForm(forms.Form):
    email = forms.CharField(max_length=254)
    password = forms.CharField(max_length=400, strip=False)


class OwnerForm(forms.Form):
    name = forms.CharField(max_length=120)
    email = forms.CharField(max_length=254)
    password = forms.CharField(max_length=400, strip=False)
