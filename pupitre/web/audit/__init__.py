"""The audit: who did what when, from the journal, and whether its chain of seals is whole."""
