"""What a fresh portal contains. Only the last room may know all others; everything goes through their operations."""

from .demonstration import load_demonstration
from .foundations import load_foundations, load_plan
from .history import load_history

__all__ = ["load_demonstration", "load_foundations", "load_history", "load_plan"]
