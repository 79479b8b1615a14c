from django.db import migrations

from hub.folding import refolding


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_bots_and_mail"),
    ]

    operations = [
        migrations.RunPython(
            refolding("organisations", "Organisation", "Section", "Member", "Duty"),
            migrations.RunPython.noop,
        ),
    ]
