"""The unit on a date, today's successors of a unit, all its predecessors."""
