"""Water networks that WNTR ships, as bytes."""

from importlib.metadata import distribution
from pathlib import Path


def shipped(name: str) -> bytes:
    return Path(str(distribution("wntr").locate_file(f"wntr/library/networks/{name}.inp"))).read_bytes()
