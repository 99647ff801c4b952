"""One plan as one JSON document: what the report file and the pages of `svitlo serve` show (`web/src/model`)."""

from svitlo.report.document.whole import document_of

__all__ = ["document_of"]
