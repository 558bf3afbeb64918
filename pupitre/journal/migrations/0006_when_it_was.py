import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """For Django's own books only: the column stays as it is."""

    dependencies = [("journal", "0005_seals")]
    operations = [
        migrations.AlterField("entry", "at", models.DateTimeField(default=django.utils.timezone.now)),
    ]
