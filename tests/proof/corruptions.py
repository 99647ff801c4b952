"""Ways to spoil a good plan, each with the rule that it breaks.

`CORRUPTIONS` is a list of (name, function, rule): the function takes a case and a good plan for it and gives the
spoilt plan, or None where the plan has nothing of the kind to spoil. They look rows up and know no particular case.
"""

from tests.proof import corruptions_of_figures, corruptions_of_money, corruptions_of_works
from tests.proof.corruption_tools import CORRUPTIONS, bought, respent, restarted, with_row, with_summary, with_table

__all__ = [
    "CORRUPTIONS",
    "bought",
    "corruptions_of_figures",
    "corruptions_of_money",
    "corruptions_of_works",
    "respent",
    "restarted",
    "with_row",
    "with_summary",
    "with_table",
]
