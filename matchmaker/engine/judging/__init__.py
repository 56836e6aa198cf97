"""Which of two rankers is better, from needs that both had a fair chance at; ``docs/learning.md`` has the argument.

``swaps`` nominates, ``interleaving`` decides and rolls back, ``ladder`` says what follows from the figures.
"""
