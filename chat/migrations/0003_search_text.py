from django.db import migrations, models

import chat.markup
import hub.search.fields
from hub.folding import refolding


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0002_files_topics_work"),
        ("organisations", "0002_bots_and_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="folded",
            field=hub.search.fields.SearchField(plain=str, scope="", sources=("file.name",)),
        ),
        migrations.AddField(
            model_name="message",
            name="folded",
            field=hub.search.fields.SearchField(
                plain=chat.markup.plain, scope="room", sources=("body",)
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["created_at", "id"], name="message_created_at"),
        ),
        migrations.RunPython(
            refolding("chat", "Room", "Topic", "Message", "Attachment"), migrations.RunPython.noop
        ),
    ]
