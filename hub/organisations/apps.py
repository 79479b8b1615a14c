"""Organisations: city hall, hospitals, clinics, facilities, and their members."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "hub.organisations"
    label = "organisations"
