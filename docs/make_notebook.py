"""Run the tutorial notebook and write it anew, with its outputs, and as a page of the documentation.

`python docs/make_notebook.py [FOLDER]`: into FOLDER rather than over the committed files. The page is
`docs/tutorial/plan.md`, its pictures are `docs/pictures/notebook-*.png`.
"""

import base64
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

DOCS = Path(__file__).parent
NOTEBOOK = DOCS / "tutorial" / "plan.ipynb"
PAGE = DOCS / "tutorial" / "plan.md"
PICTURES = DOCS / "pictures"
HINT = "<!-- written by docs/make_notebook.py from plan.ipynb -->"


def executed(path: Path) -> Any:
    """The notebook run from its first cell to its last, in its own folder, without what differs from run to run."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, record_timing=False, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    for cell in notebook.cells:
        for name in [name for name in cell.metadata if name != "alt"]:
            del cell.metadata[name]
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    )
    return notebook


def page_of(notebook: Any) -> tuple[str, dict[str, bytes]]:
    """The page as Markdown, and its pictures by name."""
    parts: list[str] = []
    pictures: dict[str, bytes] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                name = f"notebook-{len(pictures) + 1}.png"
                pictures[name] = base64.b64decode(data["image/png"])
                parts.append(f"![{cell.metadata['alt']}](../pictures/{name})")
            else:
                said = output.get("text") or data["text/plain"]
                lines = "\n".join(line.rstrip() for line in said.rstrip().splitlines())
                parts.append(f"```text\n{lines}\n```")
    first, *rest = parts
    return "\n\n".join([first, HINT, *rest]) + "\n", pictures


def main(folder: Path | None = None) -> None:
    """Run it and write all files."""
    notebook = executed(NOTEBOOK)
    page, pictures = page_of(notebook)
    at = {NOTEBOOK: NOTEBOOK, PAGE: PAGE, PICTURES: PICTURES}
    if folder is not None:
        at = {NOTEBOOK: folder / NOTEBOOK.name, PAGE: folder / PAGE.name, PICTURES: folder}
    nbformat.write(notebook, at[NOTEBOOK])
    at[PAGE].write_text(page, encoding="utf-8")
    for name, content in pictures.items():
        (at[PICTURES] / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
