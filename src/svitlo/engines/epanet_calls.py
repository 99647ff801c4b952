"""Calls of EPANET's toolkit on one network: numbers and text in and out, errors as exceptions."""

import ctypes

from svitlo.engines.epanet_library import library
from svitlo.tables.errors import EngineFailed

FIRST_ERROR = 100
"""Codes from here on are errors, those below are warnings."""

TEXT_BYTES = 256


class EpanetFailed(EngineFailed):
    """EPANET refused a call: its `code`, its `words`, and the lines of its report (empty except at opening)."""

    def __init__(self, code: int, words: str, report: tuple[str, ...] = ()) -> None:
        self.code, self.words, self.report = code, words, report
        super().__init__(f"EPANET: {words}")


class Calls:
    """A handle of the toolkit and the ways to call it.

    Each method names a function of the toolkit without its `EN_`; the handle and the place for the answer are added.
    Raises `EpanetFailed` where the toolkit gives an error.
    """

    def __init__(self) -> None:
        self._library = library()
        self._handle = ctypes.c_void_p()
        self._library.EN_createproject(ctypes.byref(self._handle))

    def call(self, name: str, *arguments: object) -> int:
        """Call a function; the code of a warning, 0 where there is none."""
        if self._handle.value is None:
            raise EpanetFailed(102, "the network is closed")
        code: int = getattr(self._library, f"EN_{name}")(self._handle, *arguments)
        if code >= FIRST_ERROR:
            words = ctypes.create_string_buffer(TEXT_BYTES)
            self._library.EN_geterror(code, words, TEXT_BYTES - 1)
            text = words.value.decode("utf-8", "replace").strip()
            raise EpanetFailed(code, text.removeprefix(f"Error {code}: "))
        return code

    def int_of(self, name: str, *arguments: object) -> int:
        """The whole number that a function answers."""
        value = ctypes.c_int()
        self.call(name, *arguments, ctypes.byref(value))
        return value.value

    def long_of(self, name: str, *arguments: object) -> int:
        """The long whole number (a time) that a function answers."""
        value = ctypes.c_long()
        self.call(name, *arguments, ctypes.byref(value))
        return value.value

    def float_of(self, name: str, *arguments: object) -> float:
        """The real number that a function answers."""
        value = ctypes.c_double()
        self.call(name, *arguments, ctypes.byref(value))
        return value.value

    def text_of(self, name: str, *arguments: object) -> str:
        """The text that a function answers."""
        value = ctypes.create_string_buffer(TEXT_BYTES)
        self.call(name, *arguments, value)
        return value.value.decode("utf-8", "replace")

    def release(self) -> None:
        """Give the handle back; may be called twice."""
        if self._handle.value is not None:
            self._library.EN_close(self._handle)
            self._library.EN_deleteproject(self._handle)
            self._handle.value = None
