"""Approval: a text is read as it will leave, approved or sent back, by members and by guests."""
