"""A small made-up case in which every table is used: the good case from which the malformed ones are made."""

from pathlib import Path

NETWORK = """\
function mpc = tiny
mpc.version = '2';
mpc.baseMVA = 100;
% bus 5 has no load; bus 6 is isolated
mpc.bus = [
    1  3   0   0  0  0  1  1  0  110  1  1.1  0.9;
    2  1  40  10  0  0  1  1  0  110  1  1.1  0.9;
    3  2  30   5  0  0  1  1  0  110  1  1.1  0.9;
    4  1  20   5  0  0  1  1  0  110  1  1.1  0.9;
    5  1   0   0  0  0  1  1  0  110  1  1.1  0.9;
    6  4   5   0  0  0  1  1  0  110  1  1.1  0.9;
];
mpc.gen = [
    1  60  0  50  -50  1  100  1  120  0;
    3  20  0  30  -30  1  100  1   40  0;
];
mpc.branch = [
    1  2  0.01  0.10  0.02  80  80  80  0  0  1  -360  360;
    2  3  0.01  0.12  0.02  60  60  60  0  0  1  -360  360;
    3  4  0.01  0.12  0.02  60  60  60  0  0  1  -360  360;
    1  4  0.01  0.10  0.02  80  80  80  0  0  1  -360  360;
    4  5  0.01  0.10  0.02  40  40  40  0  0  1  -360  360;
    2  5  0.01  0.10  0.02  40  40  40  0  0  0  -360  360;
];
"""

WATER = """\
[JUNCTIONS]
J0 0
J1 10 5
[RESERVOIRS]
R1 20
[PUMPS]
PU1 R1 J0 HEAD lift
[PIPES]
P1 J0 J1 100 300 100 0 Open
[CURVES]
lift 10 30
[OPTIONS]
UNITS CMH
[END]
"""

TOML = """\
[case]
version = 2
name = "Tiny"
start = 2022-11-29
days = 5

[power]
network = "tiny.m"
people_per_mw = 500

[[water]]
name = "town"
network = "town.inp"
litres_per_person_day = 120

[[block]]
name = "night"
hours = 8
load_share = 0.7
water_share = 0.5

[[block]]
name = "day"
hours = 16
load_share = 1.1

[objective]
power = 1.0
water = 0.5

[cold]
below_c = 5
load_share_per_c = 0.01
weight_per_c = 0.05

[fx]
EUR = 1.06
"""

GOOD: dict[str, str] = {
    "case.toml": TOML,
    "tiny.m": NETWORK,
    "town.inp": WATER,
    "places.csv": """\
place_id,name,kind,people,bus_id,load_share,water_node_id,weight,drain_h
clinic,"Clinic, east",hospital,300,2,0.1,town/J1,,
homes,Homes,households,15000,2,,,1.5,
boiler,Boiler house,heat,8000,3,0.25,,,12
works,Water works,water_utility,9000,4,0.5,town/J1,,
""",
    "links.csv": "pump_id,bus_id,rated_kw,backup_h\ntown/PU1,4,55.5,6\n",
    "plants.csv": "asset_id,water_node_id\npower/gen/2,town/J1\n",
    "installs.csv": "equipment_id,at,rated_kw,crew_kind,crew_days,hours_per_day\ngenset,hospital,200,fitters,0.5,20\n",
    "damage.csv": """\
asset_id,severity,reported,source,note
power/branch/1,major,2022-11-25,operator,
power/branch/4,minor,2022-12-01,,"two
lines"
power/bus/3,destroyed,2022-11-29,,
water/town/pipe/P1,minor,2022-11-29,,
""",
    "works.csv": """\
asset_kind,kv_min,kv_max,severity,crew_kind,crew_days
branch,,150,minor,lines,0.5
branch,,150,major,lines,2
bus,100,,destroyed,substation,3.5
pipe,,,minor,lines,1
""",
    "needs.csv": """\
asset_kind,kv_min,kv_max,severity,equipment_id,quantity,per
branch,,,major,wire,4,asset
bus,,,destroyed,transformer,1,
""",
    "catalogue.csv": """\
equipment_id,name,sector,cost_usd,lead_days,kind,unit,supply_count
wire,Conductor,power,9000.5,1,line,km,40
transformer,Transformer 40 MVA,power,900000,90,trafo,unit,1
transformer25,Transformer 25 MVA,power,600000,2,trafo,unit,
genset,Generator 200 kW,power,40000,1,generator,unit,10
pump,Pump,water,12000,2,,unit,
""",
    "substitutes.csv": "equipment_id,stands_in_for,capacity_share\ntransformer25,transformer,0.6\n",
    "crews.csv": """\
crew_kind,count,from,to
lines,2,2022-11-29,
substation,1,2022-11-29,2022-12-02
""",
    "weather.csv": """\
date,mean_c
2022-11-29,-1.5
2022-11-30,0
2022-12-01,-12
2022-12-02,3
2022-12-03,6
""",
    "actors.csv": """\
actor_id,name,role,since,until,iso3
aland,Aland,member,,,AAA
bland,Bland,invitee,,2022-11-30,BBB
bland,Bland,member,2022-12-01,,BBB
cland,Cland,outsider,,,CCC
""",
    "decisions.csv": """\
decision_id,rule,subject,tabled,closes,actor_id
fund,consensus,The fund,2022-11-28,2022-12-01,
gift,sovereign,The gift,2022-11-20,,aland
""",
    "positions.csv": """\
decision_id,actor_id,position,date,source,quote
fund,aland,support,2022-11-28,,
fund,cland,oppose,2022-11-29,press,"We said ""no""."
gift,aland,support,2022-11-21,,
""",
    "pledges.csv": """\
pledge_id,actor_id,form,available,category,stage,amount,currency,equipment_id,quantity,crew_kind,earmark,decision_id,source,quote
money,aland,cash,2022-11-29,energy,committed,1000000,EUR,,,,sector:power; equipment:wire,fund,,
spare,aland,goods,2022-11-30,energy,allocated,,,transformer25,1,,asset:power/bus/3,gift,,
team,bland,crew,2022-12-01,humanitarian,,,,,2,lines,place:homes;kind:branch,,,
""",
}
"""The files of the good case by name."""


def write_good(folder: Path) -> Path:
    """The good case in a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in GOOD.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder
