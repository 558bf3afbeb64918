"""The append-only book of what happened: brand, actor and subject by plain ids, no foreign keys."""
