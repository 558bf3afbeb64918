"""Accounts on networks and whatever leaves through them: channels, sendings, parts, attempts."""
