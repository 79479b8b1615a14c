from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("docs_app", "0001_documents"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="commentthread",
            name="assigned_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="documentimage",
            name="checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="documentimage",
            name="unused_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="documentevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "作成"),
                    ("read", "閲覧"),
                    ("edited", "編集"),
                    ("renamed", "表題・属性の変更"),
                    ("moved", "移動"),
                    ("shared", "権限の付与・変更"),
                    ("unshared", "権限の取り消し"),
                    ("linked", "リンク共有の変更"),
                    ("exported", "書き出し"),
                    ("revision", "版の保存"),
                    ("restored", "版の復元"),
                    ("circulated", "回覧"),
                    ("trashed", "ごみ箱へ移動"),
                    ("recovered", "ごみ箱から復元"),
                    ("taken_over", "引き取り"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="documentimage",
            index=models.Index(fields=["checked_at"], name="image_checked_at"),
        ),
    ]
