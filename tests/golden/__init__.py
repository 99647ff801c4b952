"""One LP text for each named block of rows or columns of the models.

A text that changes is a change of the mathematics: read the difference, then `python -m tests.golden.accept`.
"""
