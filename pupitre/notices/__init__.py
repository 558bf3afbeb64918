"""Telling members: on the screen, by mail. Reads the journal with its own cursor."""
