import django.contrib.postgres.fields
from django.db import migrations, models

from pupitre.ground.fold import fold


def find_by_words(apps, schema_editor):
    """What is there already is found by its name and its alternative text."""
    Asset = apps.get_model("media", "Asset")
    for asset in Asset.objects.only("name", "alt").iterator():
        Asset.objects.filter(pk=asset.pk).update(words=fold(f"{asset.name}\n{asset.alt}"))


def text(most):
    return models.CharField(blank=True, default="", db_default="", max_length=most)


class Migration(migrations.Migration):
    dependencies = [("media", "0002_far")]
    operations = [
        migrations.AddField("asset", "folder", text(80)),
        migrations.AddField(
            "asset",
            "tags",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField("asset", "author", text(160)),
        migrations.AddField("asset", "licence", text(200)),
        migrations.AddField("asset", "consent", text(300)),
        migrations.AddField("asset", "expires_on", models.DateField(null=True)),
        migrations.AddField("asset", "seen", models.BigIntegerField(null=True)),
        migrations.AddField("asset", "words", models.TextField(blank=True, default="", db_default="")),
        migrations.RunPython(find_by_words, migrations.RunPython.noop, elidable=True),
    ]
