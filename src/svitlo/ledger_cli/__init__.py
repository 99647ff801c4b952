"""`svitlo ledger ...`: the support ledger's commands, in groups by what they are for."""

from svitlo.ledger_cli.app import app
from svitlo.ledger_cli.basics import add, init, kinds, seal, show, verify
from svitlo.ledger_cli.bridge import case, propose, template, trace
from svitlo.ledger_cli.formats import export, import_file
from svitlo.ledger_cli.reading import accept, read
from svitlo.ledger_cli.reports import coalition, history, report
from svitlo.ledger_cli.views import balances, decisions, flows

__all__ = [
    "accept",
    "add",
    "app",
    "balances",
    "case",
    "coalition",
    "decisions",
    "export",
    "flows",
    "history",
    "import_file",
    "init",
    "kinds",
    "propose",
    "read",
    "report",
    "seal",
    "show",
    "template",
    "trace",
    "verify",
]
