"""The guarded process of `epanet_guard`: a network on standard input, its facts as JSON on standard output."""

import json
import sys

from svitlo.engines.epanet_facts import facts_of

MEMORY_BYTES = 4 * 1024**3


def main() -> None:
    """Read, answer, end; memory is limited where the system lets us."""
    try:
        import resource  # noqa: PLC0415 (there is none on Windows)
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(facts_of(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
