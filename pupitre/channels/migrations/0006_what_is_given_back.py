from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0005_connections_that_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="revoke_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="channel",
            name="revoke_tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="channel",
            index=models.Index(
                condition=models.Q(("revoke_at__isnull", False)), fields=["revoke_at"], name="channels_to_revoke"
            ),
        ),
    ]
