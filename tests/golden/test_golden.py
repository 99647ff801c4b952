import pytest

from tests.golden.models import FOLDER, models, texts

TEXTS = texts()


@pytest.mark.parametrize("name", TEXTS)
def test_a_block_is_as_it_was(name: str) -> None:
    """If the change is meant: `python -m tests.golden.accept`, and read the difference before it is committed."""
    path = FOLDER / f"{name}.lp"
    assert path.exists(), f"block {name!r} has no golden text"
    assert TEXTS[name] == path.read_text()


def test_every_block_has_a_text_and_every_text_a_block() -> None:
    blocks = {name for model in models() for name, _, _ in (*model.column_blocks, *model.row_blocks)}
    assert blocks == {path.stem for path in FOLDER.glob("*.lp")}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_shows_its_block(name: str) -> None:
    assert f"{name}(0)" in TEXTS[name]
