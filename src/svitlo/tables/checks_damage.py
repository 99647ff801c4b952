"""Checks of what is damaged."""

from collections.abc import Iterator
from typing import Any

from svitlo.tables.draft import Asset, Draft, ReadTable, did_you_mean, shown
from svitlo.tables.errors import Problem
from svitlo.tables.schema import POWER_KINDS, WATER_KINDS


def check_damage(draft: Draft) -> Iterator[Problem]:
    """Each damaged asset exists, stands in the network file, and is reported within the horizon."""
    table = draft["damage"]
    last = draft.heading.last
    for row, damage in table.lines():
        for what, hint in asset_faults(draft, damage["asset_id"]):
            yield table.problem(row, "asset_id", what, hint)
        asset = draft.asset_of(damage["asset_id"])
        if asset is not None and not asset.in_service:
            what = f"{shown(damage['asset_id'])} is out of service in the network file already"
            yield table.problem(row, "asset_id", what, "put it in service there, or leave it out here")
        if last is not None and damage["reported"] > last:
            yield table.problem(row, "reported", f"{damage['reported']} is after the last day of the case, {last}")


def asset_faults(draft: Draft, asset_id: str) -> Iterator[tuple[str, str]]:
    """What is wrong with an asset id, with a hint: its form, its kind, its network, whether it exists."""
    sector, _, rest = asset_id.partition("/")
    if sector == "power":
        yield from _power_faults(draft, asset_id, rest)
    elif sector == "water":
        yield from _water_faults(draft, asset_id, rest)
    else:
        yield f"{shown(asset_id)} is not an asset id", "power/<kind>/<id> or water/<network>/<kind>/<id>"


def _power_faults(draft: Draft, asset_id: str, rest: str) -> Iterator[tuple[str, str]]:
    kind, _, name = rest.partition("/")
    if not kind or not name:
        yield f"{shown(asset_id)} is not an asset id", "power/<kind>/<id>"
    elif kind not in POWER_KINDS:
        yield f"{shown(kind)} is not a kind of power asset", did_you_mean(kind, POWER_KINDS)
    elif draft.assets is not None and asset_id not in draft.assets:
        kinds = sorted({known.split("/")[1] for known in draft.assets})
        hint = "" if kind in kinds else f"the network has assets of kind {', '.join(kinds)}"
        yield f"{shown(asset_id)} is not in the network", hint


def _water_faults(draft: Draft, asset_id: str, rest: str) -> Iterator[tuple[str, str]]:
    network, _, kind_and_name = rest.partition("/")
    kind, _, name = kind_and_name.partition("/")
    names = draft.heading.water_names
    if not network or not kind or not name:
        yield f"{shown(asset_id)} is not an asset id", "water/<network>/<kind>/<id>"
        return
    if kind not in WATER_KINDS:
        yield f"{shown(kind)} is not a kind of water asset", did_you_mean(kind, WATER_KINDS)
    if names is not None and network not in names:
        hint = did_you_mean(network, names) if names else "case.toml has no [[water]]"
        yield f"no water network {shown(network)} in case.toml", hint
    elif kind in WATER_KINDS and network in draft.water and asset_id not in draft.water_assets:
        prefix = f"water/{network}/{kind}/"
        hint = did_you_mean(asset_id, (known for known in draft.water_assets if known.startswith(prefix)))
        yield f"{shown(asset_id)} is not in the network", hint


def check_lengths(draft: Draft) -> Iterator[Problem]:
    """A damaged asset whose repair needs equipment by the km has a known length."""
    table, needs = draft["damage"], draft["needs"]
    by_km = [(row, need) for row, need in needs.lines() if need["per"] == "km"]
    if not by_km:
        return
    for row, damage in table.lines():
        asset = draft.asset_of(damage["asset_id"])
        if asset is None or asset.length_km is not None:
            continue
        for need_row, need in by_km:
            if fits(need, damage, asset):
                what = f"the length of {shown(damage['asset_id'])} is not in the network file"
                hint = f"{needs.file}, row {need_row} counts by the km; use per=asset"
                yield table.problem(row, "asset_id", what, hint)
                break


def fits(rule: dict[str, Any], damage: dict[str, Any], asset: Asset) -> bool:
    """Whether a row of `works` or `needs` is for this damaged asset; water assets have no voltage to ask for."""
    low, high = rule["kv_min"], rule["kv_max"]
    if rule["asset_kind"] != kind_of_asset(damage["asset_id"]) or rule["severity"] != damage["severity"]:
        return False
    if asset.kv is None:
        return low is None and high is None
    return (low is None or low <= asset.kv) and (high is None or high >= asset.kv)


def kind_of_asset(asset_id: str) -> str:
    """The kind that an asset id names: `power/<kind>/<id>` or `water/<network>/<kind>/<id>`."""
    parts = asset_id.split("/")
    return parts[2] if parts[0] == "water" else parts[1]


def damaged_assets(draft: Draft) -> Iterator[tuple[dict[str, Any], Asset]]:
    """The rows of `damage` that name an asset of a network, with that asset."""
    table: ReadTable = draft["damage"]
    for _, damage in table.lines():
        asset = draft.asset_of(damage["asset_id"])
        if asset is not None:
            yield damage, asset
