"""Posts, their versions on each channel, and their deliveries: planned once, gone once."""
