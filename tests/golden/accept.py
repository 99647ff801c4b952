"""Writes the golden texts anew: `python -m tests.golden.accept`, then read the difference."""

from tests.golden.models import FOLDER, texts


def main() -> None:
    new = texts()
    for path in FOLDER.glob("*.lp"):
        if path.stem not in new:
            path.unlink()
    for name, text in new.items():
        (FOLDER / f"{name}.lp").write_text(text)


if __name__ == "__main__":
    main()
