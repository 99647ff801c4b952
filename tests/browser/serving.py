"""A real server of the program for browser tests: started, ended, killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Server:
    """A server process and its address, without the slash at the end."""

    process: subprocess.Popen[str]
    address: str

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(*given: Path, library: Path, options: tuple[str, ...] = ()) -> Iterator[Server]:
    """A server on a free port of this machine."""
    command = [sys.executable, "-m", "svitlo", "serve", *map(str, given), "--port", "0", "--library", str(library)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().strip().rstrip("/")
    try:
        if not address:
            assert process.stderr is not None
            raise AssertionError(process.stderr.read())
        yield Server(process, address)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
