"""Pages of the supply side, a module a subject."""
