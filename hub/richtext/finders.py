"""Where static files come from: apps, but for the editor bundle of django-ckeditor-5.

That bundle is an old CKEditor with known holes (CVE-2026-28343, CVE-2026-116688). No address
leads to it, whoever links to it, and collectstatic does not copy it.
"""

from collections.abc import Collection
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder

SHADOWED = ("django_ckeditor_5",)


class SafeAppDirectoriesFinder(AppDirectoriesFinder):
    def __init__(self, app_names: Collection[str] | None = None, **options: Any) -> None:
        super().__init__(app_names, **options)
        self.apps = [name for name in self.apps if name not in SHADOWED]
        self.storages = {name: self.storages[name] for name in self.apps}
