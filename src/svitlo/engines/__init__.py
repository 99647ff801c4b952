"""Outside engines that more than one stage needs, each behind one module."""
