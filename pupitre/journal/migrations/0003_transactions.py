from django.db import migrations, models

ADD = """
ALTER TABLE journal_entry ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX journal_by_transaction ON journal_entry (xact, id);
"""
DROP = "ALTER TABLE journal_entry DROP COLUMN xact;"


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_tell_listeners")]
    operations = [
        migrations.RunSQL(ADD, DROP),
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("reader", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("xact", models.CharField(default="0", max_length=20)),
                ("entry_id", models.BigIntegerField(default=0)),
            ],
        ),
    ]
