import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brands", "0002_looks_and_wrong_tries"), ("media", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Far",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("url", models.CharField(max_length=1000)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("mime", models.CharField(blank=True, max_length=40)),
                ("fetched_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="brands.brand")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "digest"), name="a_far_picture_once_in_a_brand"),
                ],
            },
        ),
    ]
