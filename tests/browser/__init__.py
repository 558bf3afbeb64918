"""The desk in a real Chromium, against the pages as they are served."""
