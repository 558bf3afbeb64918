"""Words as search sees them: one folding for every room, in ground/fold.py."""

from pupitre.ground.fold import fold

__all__ = ["fold"]
