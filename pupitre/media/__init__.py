"""Pictures: what the brand keeps, and the cuts made for each network. Originals are never changed."""
