"""The ordering problem: one equal repair after the other, nothing to buy, and what others do about it."""
