"""Evidence of delivered work: who won before says who will win next. ``docs/learning.md`` has the rules."""
