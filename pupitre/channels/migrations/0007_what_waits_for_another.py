import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0006_what_is_given_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="sending",
            name="after",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="awaited_by",
                to="channels.sending",
            ),
        ),
    ]
