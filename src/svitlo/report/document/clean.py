"""Text of users' files as a page may hold it."""

from svitlo.report.markup import plain


def cleaned(value: object) -> object:
    """The same value, its texts without characters that turn the reading direction or that no page can hold.

    Ids are cleaned alike wherever they stand, so that what points at them still does. A list that begins with a number
    holds no text.
    """
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {plain(str(key)): cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return value if value and isinstance(value[0], int | float) else [cleaned(inner) for inner in value]
    return value
