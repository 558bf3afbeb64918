"""The board of ideas, their capture from anywhere, and their way into Compose."""
