from django.db import migrations

CREATE = """
CREATE FUNCTION journal_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('journal', json_build_object(
    'id', NEW.id, 'brand', NEW.brand_id, 'verb', NEW.verb, 'kind', NEW.subject_kind, 'subject', NEW.subject_id)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER journal_tells AFTER INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_tell();
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
"""
DROP = """
DROP TRIGGER journal_tells ON journal_entry; DROP FUNCTION journal_tell();
DROP TRIGGER journal_never_changes ON journal_entry; DROP FUNCTION journal_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
