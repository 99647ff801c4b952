from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.core.small import Ledger, ledger_in


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """The small ledger."""
    ledger = ledger_in(tmp_path)
    yield ledger
    ledger.book.store.close()
