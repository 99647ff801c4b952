"""The command line. Answers go to standard output, everything else to standard error.

Exit statuses: 0 done, 1 the answer is no (a plan failed its audit), 2 the input or the call is wrong, 3 an outside
engine failed. Heavy imports stay inside the commands, so that `svitlo --help` answers at once.
"""

import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from svitlo import __version__
from svitlo.answers import day_from, plain, print_json, print_lines, print_rich
from svitlo.ledger_cli import app as ledger_app
from svitlo.tables.errors import BadInput, SvitloError

app = typer.Typer(
    help="What to buy, where it goes and in which order crews repair, with a proof.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(ledger_app, name="ledger")

CaseFolder = Annotated[Path, typer.Argument(help="Case folder: case.toml and its tables.", metavar="CASE")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON on standard output.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the search.")]
Effort = Annotated[int | None, typer.Option(min=0, help="Linear programs that the search may solve.")]
BoundEffort = Annotated[
    int | None, typer.Option(min=0, help="Iterations of the simplex method that the bound may take.")
]
TimeLimit = Annotated[
    float | None, typer.Option("--time-limit", min=0.0, help="Stop the search after so many seconds; plans then vary.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace an existing plan, whole.")]
Count = Annotated[str | None, typer.Option("--count", help="`announced`: count support that is only announced.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"svitlo {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


@app.command()
def check(case: CaseFolder, as_json: AsJson = False) -> None:
    """Read a case and say what was read, or everything that is wrong with it."""
    from svitlo.adapters.case_folder import read_case
    from svitlo.aid.ledger import support_of
    from svitlo.report.reading import reading_lines, reading_of

    read = read_case(case)
    reading = reading_of(read, support_of(read))
    if as_json:
        print_json(reading)
        return
    print_lines([*reading_lines(reading), *(f"Note: {note}" for note in read.notes)])


@app.command()
def support(case: CaseFolder, count: Count = None, as_json: AsJson = False) -> None:
    """Show each pledge: whether it is usable, from when, and if not, why."""
    from svitlo.adapters.case_folder import read_case
    from svitlo.aid.table import decision_texts, support_table
    from svitlo.report.summary import support_screen

    announced = _announced(count)
    read = read_case(case)
    table = support_table(read, count_announced=announced)
    if as_json:
        rows = [{name: plain(value) for name, value in row.items()} for row in table.iter_rows(named=True)]
        print_json({"pledges": rows, "decisions": list(decision_texts(read))})
        return
    print_rich(support_screen(table))
    print_lines(["", *decision_texts(read)])


@app.command()
def plan(
    case: CaseFolder,
    output: Annotated[Path, typer.Option("-o", "--output", help="Plan folder to write.", metavar="PLAN")],
    planner: Annotated[str, typer.Option(help="nothing, largest, greedy, search or exact.")] = "search",
    seed: Seed = 0,
    effort: Effort = None,
    bound_effort: BoundEffort = None,
    time_limit_s: TimeLimit = None,
    count: Count = None,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Plan a case: what to buy, where it goes, which crews repair what when; checked by AC power flow."""
    from svitlo.adapters.case_folder import read_case
    from svitlo.adapters.plan_folder import check_target

    announced = _announced(count)
    check_target(output, replace=replace)
    read = read_case(case)
    # The engines load only now: what is wrong with a call or a case is told at once.
    from svitlo.aid.ledger import support_of
    from svitlo.pipeline import Choice, make_plan, save_plan
    from svitlo.plan.planners import DEFAULT_BOUND_EFFORT, Options, default_effort
    from svitlo.report.progress import Progress
    from svitlo.report.summary import screen

    with Progress() as progress:
        options = Options(
            seed=seed,
            effort=default_effort(read.power.buses.height) if effort is None else effort,
            bound_effort=DEFAULT_BOUND_EFFORT if bound_effort is None else bound_effort,
            time_limit_s=time_limit_s,
            progress=progress.searching,
        )
        choice = Choice(planner=planner, options=options, count_announced=announced)
        made = make_plan(read, choice, progress.stage)
        progress.stage("writing")
        save_plan(read, made, output, replace=replace)
    if as_json:
        print_json(dict(made.summary))
        return
    print_rich(screen(read, made, support_of(read, count_announced=announced)))
    print_lines([f"Report: {output / 'report.html'}"])


@app.command()
def replan(
    case: CaseFolder,
    old_plan: Annotated[Path, typer.Argument(help="Plan folder that was followed so far.", metavar="OLD_PLAN")],
    on: Annotated[str, typer.Option("--on", help="Day of the re-plan, e.g. 2026-01-31.", metavar="DATE")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Plan folder to write.", metavar="NEW_PLAN")],
    seed: Seed = 0,
    effort: Effort = None,
    bound_effort: BoundEffort = None,
    time_limit_s: TimeLimit = None,
    count: Count = None,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Plan anew after facts changed: what has begun stays, and it says what changed and why."""
    from svitlo.adapters.case_folder import read_case
    from svitlo.adapters.plan_folder import check_target, read_plan

    announced, day = _announced(count), day_from(on)
    check_target(output, replace=replace)
    read, old = read_case(case), read_plan(old_plan)
    from svitlo.aid.ledger import support_of
    from svitlo.pipeline import Choice, remake_plan, save_plan
    from svitlo.plan.planners import Options
    from svitlo.plan.replan import default_efforts
    from svitlo.report.changes import change_lines
    from svitlo.report.progress import Progress
    from svitlo.report.summary import screen

    own_effort, own_bound_effort = default_efforts(read.power.buses.height)
    with Progress() as progress:
        options = Options(
            seed=seed,
            effort=own_effort if effort is None else effort,
            bound_effort=own_bound_effort if bound_effort is None else bound_effort,
            time_limit_s=time_limit_s,
            progress=progress.searching,
        )
        made = remake_plan(read, old, day, Choice(options=options, count_announced=announced), progress.stage)
        progress.stage("writing")
        save_plan(read, made, output, replace=replace)
    if as_json:
        print_json(dict(made.summary))
        return
    counted = made.summary["count_announced"] is True
    print_rich(screen(read, made, support_of(read, count_announced=counted)))
    print_lines(["", *change_lines(made.summary), f"Report: {output / 'report.html'}"])


@app.command()
def audit(
    case: CaseFolder,
    plan: Annotated[Path, typer.Argument(help="Plan folder.", metavar="PLAN")],
    as_json: AsJson = False,
) -> None:
    """Check a plan against every rule of the contract and against AC power flow; exit 1 if it breaks any."""
    from svitlo.pipeline import audit_plan

    breaches = audit_plan(case, plan)
    if as_json:
        print_json({"kept": not breaches, "breaches": [asdict(breach) for breach in breaches]})
    elif breaches:
        print_lines([*(str(breach) for breach in breaches), f"{len(breaches)} breaches"])
    else:
        print_lines(["The plan keeps every rule and its figures are true."])
    if breaches:
        raise typer.Exit(1)


@app.command()
def report(
    case: CaseFolder,
    plan: Annotated[Path, typer.Argument(help="Plan folder.", metavar="PLAN")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write, e.g. report.html.", metavar="FILE")],
    public: Annotated[bool, typer.Option("--public", help="Places and hours only: what may be published.")] = False,
    outline: Annotated[
        str | None,
        typer.Option("--outline", help="Drawn on the map: a country such as UKR, or a file.", metavar="FILE_OR_ISO3"),
    ] = None,
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", help="Ledger file, or postgresql://...: what it says of donors.", metavar="LEDGER"),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an existing report.")] = False,
) -> None:
    """Write a plan as one HTML file that opens without a network."""
    from contextlib import nullcontext

    from svitlo.adapters.case_folder import read_case
    from svitlo.adapters.one_file import check_file, write_report
    from svitlo.adapters.plan_folder import read_plan
    from svitlo.aid.ledger import support_of
    from svitlo.ledger_cli.app import view_of
    from svitlo.report.asked import Asked, report_of

    check_file(output, replace=replace)
    read, made = read_case(case), read_plan(plan)
    pledges = support_of(read, count_announced=made.summary["count_announced"] is True)
    with nullcontext() if ledger is None else view_of(ledger, None) as view:
        content = report_of(read, made, pledges, Asked(public=public, outline=outline, view=view))
    write_report(output, content, replace=replace)
    print_lines([f"Report: {output}"])


@app.command()
def serve(
    given: Annotated[
        list[Path] | None, typer.Argument(help="Cases and plans to show.", metavar="[CASE_OR_PLAN]...")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = 8642,
    host: Annotated[
        str, typer.Option(help="Address to listen on; only this machine, unless you say so.")
    ] = "127.0.0.1",
    library: Annotated[
        Path | None,
        typer.Option(help="Folder for what is made here; else svitlo-library beside what is given.", metavar="FOLDER"),
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Places and hours only; nothing can be changed.")] = False,
    outline: Annotated[
        str | None,
        typer.Option("--outline", help="Drawn on the map: a country such as UKR, or a file.", metavar="FILE_OR_ISO3"),
    ] = None,
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", help="Ledger file, or postgresql://...: what it says of donors.", metavar="LEDGER"),
    ] = None,
) -> None:
    """Show cases and plans in a browser, take damage reports in, plan and compare; Ctrl-C ends it."""
    from svitlo.serve.documents import Extras
    from svitlo.serve.server import Settings
    from svitlo.serve.server import serve as serve_pages

    settings = Settings(
        host=host, port=port, library=library, public=public, extras=Extras(outline=outline, ledger=ledger)
    )
    serve_pages(given or [], settings)


@app.command()
def explain(
    plan: Annotated[Path, typer.Argument(help="Plan folder.", metavar="PLAN")],
    asset_id: Annotated[str | None, typer.Argument(help="One damaged asset.", metavar="[ASSET_ID]")] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a plan is as it is: each work, what is left, the core, a million more, a week's delay."""
    from svitlo.adapters.plan_folder import read_plan
    from svitlo.report.explained_views import asset_of, asset_screen, explained_screen
    from svitlo.tables.explanation import explanation_of, plain_record

    explanation = explanation_of(read_plan(plan).summary)
    if as_json:
        print_json(plain_record(explanation if asset_id is None else asset_of(explanation, asset_id)))
        return
    print_rich(explained_screen(explanation) if asset_id is None else asset_screen(explanation, asset_id))


@app.command()
def template(
    output: Annotated[Path, typer.Argument(help="Workbook to write, e.g. case.xlsx.", metavar="FILE")],
) -> None:
    """Write an empty case.xlsx with every table, drop-downs and what each column means."""
    from svitlo.adapters.xlsx import write_template

    if output.exists():
        raise BadInput.of(str(output), "exists already", hint="choose another name")
    write_template(output)
    print_lines([f"Template: {output}"])


def _announced(count: str | None) -> bool:
    if count not in {None, "announced"}:
        raise BadInput.of("", f"--count {count!r} is not known", hint="only `--count announced`")
    return count is not None


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program; whatever goes wrong is told in words, with its exit status."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        # Names of places in any language must come out, whatever the terminal was set to.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=arguments, prog_name="svitlo")
    except SvitloError as error:
        _tell(error, as_json="--json" in arguments)
        sys.exit(error.exit_status)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"svitlo: {where}{error.strerror or error}\n")
        sys.exit(2)
    except Exception as error:  # the last line of defence: a user never sees a traceback
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        sys.stderr.write(
            f"svitlo: an error of the program, not of your input ({type(error).__name__}: {error}; {where})\n"
        )
        sys.stderr.write("hint: please report it with this line; nothing was written\n")
        sys.exit(3)
    sys.exit(0)


def _tell(error: SvitloError, *, as_json: bool) -> None:
    if not isinstance(error, BadInput):
        sys.stderr.write(f"svitlo: {error}\n")
        return
    if as_json:
        print_json({"problems": [problem.as_dict() for problem in error.problems]})
    count = len(error.problems)
    lines = [str(problem) for problem in error.problems]
    sys.stderr.write("\n".join([f"svitlo: {count} problem{'s' * (count != 1)}", *lines]) + "\n")
