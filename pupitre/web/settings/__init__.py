"""Settings: the brand, its members, one's own account, and what this installation lacks."""
