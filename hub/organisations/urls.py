"""Addresses of the directory, the administration pages and invitations."""

from django.urls import path

from hub.organisations import (
    admin_views,
    audit_views,
    exchange_views,
    invitation_views,
    roster_views,
    section_views,
    views,
)

app_name = "organisations"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("members/<uuid:member_id>/", views.member, name="member"),
    path("duties/<uuid:duty_id>/", roster_views.duty, name="duty"),
    path("organisations/<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("join/<str:token>/", invitation_views.accept, name="accept"),
    path("admin/", admin_views.home, name="admin"),
    path("admin/audit/", audit_views.audit, name="audit"),
    path("admin/imports/", exchange_views.imports, name="imports"),
    path("admin/imports/export/", exchange_views.export, name="export"),
    path("admin/imports/<uuid:import_id>/", exchange_views.import_page, name="import"),
    path("admin/imports/<uuid:import_id>/state/", exchange_views.state, name="import-state"),
    path("admin/imports/<uuid:import_id>/apply/", exchange_views.apply, name="apply-import"),
    path("admin/imports/<uuid:import_id>/discard/", exchange_views.discard, name="discard-import"),
    path("admin/new/", admin_views.create, name="create"),
    path("admin/<uuid:organisation_id>/", admin_views.settings, name="settings"),
    path("admin/<uuid:organisation_id>/suspend/", admin_views.suspend, name="suspend"),
    path("admin/<uuid:organisation_id>/members/", admin_views.members, name="members"),
    path(
        "admin/<uuid:organisation_id>/members/<uuid:member_id>/",
        admin_views.member,
        name="edit-member",
    ),
    path("admin/<uuid:organisation_id>/members/<uuid:member_id>/end/", admin_views.end, name="end"),
    path(
        "admin/<uuid:organisation_id>/members/<uuid:member_id>/renew/",
        invitation_views.renew,
        name="renew",
    ),
    path(
        "admin/<uuid:organisation_id>/members/<uuid:member_id>/unlock/",
        invitation_views.unlock,
        name="unlock",
    ),
    path("admin/<uuid:organisation_id>/sections/", section_views.sections, name="sections"),
    path("admin/<uuid:organisation_id>/sections/new/", section_views.section, name="new-section"),
    path(
        "admin/<uuid:organisation_id>/sections/<uuid:section_id>/",
        section_views.section,
        name="edit-section",
    ),
    path(
        "admin/<uuid:organisation_id>/sections/<uuid:section_id>/move/",
        section_views.move,
        name="move-section",
    ),
    path("admin/<uuid:organisation_id>/duties/", admin_views.duties, name="duties"),
    path("admin/<uuid:organisation_id>/duties/new/", admin_views.duty, name="new-duty"),
    path("admin/<uuid:organisation_id>/duties/<uuid:duty_id>/", admin_views.duty, name="edit-duty"),
    path(
        "admin/<uuid:organisation_id>/duties/<uuid:duty_id>/roster/",
        roster_views.roster,
        name="roster",
    ),
    path(
        "admin/<uuid:organisation_id>/duties/<uuid:duty_id>/roster/<uuid:shift_id>/remove/",
        roster_views.remove,
        name="remove-shift",
    ),
    path(
        "admin/<uuid:organisation_id>/invitations/",
        invitation_views.invitations,
        name="invitations",
    ),
    path(
        "admin/<uuid:organisation_id>/invitations/waiting/",
        invitation_views.waiting,
        name="waiting-cards",
    ),
    path(
        "admin/<uuid:organisation_id>/invitations/<uuid:invitation_id>/revoke/",
        invitation_views.revoke,
        name="revoke",
    ),
]
