"""Hold and lift: nothing leaves, who says so and why, and what happens to what waited."""
