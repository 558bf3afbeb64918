"""What networks tell of a post or an account over time. What is not told is None, never 0."""
