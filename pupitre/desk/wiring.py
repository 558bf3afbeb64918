"""The one file that knows every room: it fills the registers that lower rooms offer."""


def wire() -> None:
    """Called once, when Django is ready."""
