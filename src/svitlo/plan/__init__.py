"""What to buy, where it goes, in which order; never sees the proof."""
