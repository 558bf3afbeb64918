from django.db import migrations, models

# An entry is never changed, save that an erasure takes words out of it; it goes away only with its whole book.
# Both have to be announced in their own transaction: nothing does either by accident.
GUARD = """
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('pupitre.journal_erases', true) = 'on'
    AND (NEW.id, NEW.at, NEW.brand_id, NEW.verb, NEW.subject_kind, NEW.xact)
      = (OLD.id, OLD.at, OLD.brand_id, OLD.verb, OLD.subject_kind, OLD.xact)
    AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id AND NEW.subject_id IS NOT DISTINCT FROM OLD.subject_id
    AND NOT EXISTS (SELECT FROM jsonb_each(NEW.particulars) AS kept
                    WHERE OLD.particulars -> kept.key IS DISTINCT FROM kept.value)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE FUNCTION journal_goes_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('pupitre.journal_goes', true) = OLD.brand_id::text THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE FUNCTION journal_seal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('pupitre.journal_erases', true) = 'on' AND NEW.salt IS NULL
    AND (NEW.brand_id, NEW.number, NEW.entry_id, NEW.words, NEW.digest, NEW.hash)
      = (OLD.brand_id, OLD.number, OLD.entry_id, OLD.words, OLD.digest, OLD.hash)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a seal never changes';
END $$;
CREATE TRIGGER journal_keeps BEFORE DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_goes_whole();
CREATE TRIGGER journal_seal_keeps BEFORE DELETE ON journal_seal FOR EACH ROW EXECUTE FUNCTION journal_goes_whole();
CREATE TRIGGER journal_seal_stands BEFORE UPDATE ON journal_seal FOR EACH ROW EXECUTE FUNCTION journal_seal_stands();
"""
UNGUARD = """
DROP TRIGGER journal_seal_stands ON journal_seal; DROP TRIGGER journal_seal_keeps ON journal_seal;
DROP TRIGGER journal_keeps ON journal_entry;
DROP FUNCTION journal_seal_stands(); DROP FUNCTION journal_goes_whole();
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_tell_the_moment")]
    operations = [
        migrations.CreateModel(
            name="Book",
            fields=[
                ("brand_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("brand_id", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField(unique=True)),
                ("words", models.JSONField(default=list)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("salt", models.CharField(max_length=32, null=True)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "number"), name="one_seal_a_number"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["brand_id", "actor_id", "-id"],
                condition=models.Q(("actor_id__isnull", False)),
                name="journal_by_member",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
