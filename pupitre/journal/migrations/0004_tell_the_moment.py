from django.db import migrations

# A page that comes back says what it heard last as a moment of the database; the entry itself was not yet
# committed at that moment, so it is told once more, and nothing is left out.
TELL = """
CREATE OR REPLACE FUNCTION journal_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('journal', json_build_object(
    'id', NEW.id, 'brand', NEW.brand_id, 'verb', NEW.verb, 'kind', NEW.subject_kind, 'subject', NEW.subject_id%s)::text);
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_transactions")]
    operations = [
        migrations.RunSQL(TELL % ",\n    'moment', pg_current_snapshot()::text", TELL % ""),
    ]
