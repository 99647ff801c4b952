"""What equipment costs and how soon it comes, with where each figure is from and which are estimates.

Costs are typical ones of 2022 to 2024; lead times are those of stock that is already in Europe. A factory order for a
large transformer takes 6 to 18 months, longer than this case: it is not in the catalogue. `class_priced` is the class
whose price was found; the network's voltages (230, 115, 13.8 kV) take those of the nearest class.
"""

MISO = "MISO transmission cost guide MTEP24"
KHARCHENKO = "O. Kharchenko, mediacenter.org.ua, 26 Oct 2022"
USAID = "USAID, korrespondent.net, 15 Aug 2023"
OFGEM = "Ofgem CNAIM v2.1 (2021)"
NONE = "no source found"

COLUMNS = ("equipment_id", "name", "kind", "unit", "cost_usd", "lead_days", "supply_count")
COLUMNS += ("class_priced", "cost_low_usd", "cost_high_usd", "lead_low_days", "lead_typical_days", "lead_high_days")
COLUMNS += ("source", "estimated")

# fmt: off
ROWS = (
    ("at-230-200", "Autotransformer 230/115 kV, 200 MVA class", "autotransformer", "unit", 2_660_000, 30, 8,
     "330/110 kV, 200 MVA", 1_380_000, 4_000_000, 30, 365, 548,
     f"{MISO}; Litgrid, ceenergynews, Sep 2022; Reuters, 21 Dec 2022; {KHARCHENKO}", "rating; high cost; low lead"),
    ("at-230-125", "Autotransformer 230/115 kV, 125 MVA class", "autotransformer", "unit", 1_600_000, 30, 4,
     "220/110 kV, 125 MVA", 737_000, 2_400_000, 30, 330, 548,
     f"{MISO}; {KHARCHENKO}", "typical and high cost; low and typical lead"),
    ("pt-115-63", "Power transformer 115/13.8 kV, 63 MVA", "power transformer", "unit", 1_150_000, 30, 8,
     "110/10 kV, 63 MVA", 840_000, 1_490_000, 30, 240, 365,
     f"{USAID}; {OFGEM}; DTEK Odesa, ukrinform, Dec 2025", "typical cost; low and high lead"),
    ("ms-115-25", "Mobile substation 115/13.8 kV, 25 MVA", "mobile substation", "unit", 2_500_000, 60, 2,
     "110/10 kV, 25 MVA on trailers", 1_500_000, 4_000_000, 60, 365, 540, NONE, "all"),
    ("cb-230", "Circuit breaker 230 kV", "circuit breaker", "three-pole set", 373_000, 30, 16,
     "330 kV (345 kV in the source)", 120_000, 429_000, 30, 240, 420, MISO, "low cost; lead"),
    ("cb-115", "Circuit breaker 115 kV", "circuit breaker", "three-pole set", 86_500, 21, 60,
     "110 kV (115 kV in the source)", 59_400, 217_000, 21, 180, 365, f"{MISO}; {OFGEM}", "lead"),
    ("cb-14", "Vacuum circuit breaker cell 13.8 kV", "circuit breaker", "unit", 25_000, 14, None,
     "10 kV", 12_800, 43_100, 14, 90, 240, OFGEM, "typical cost; lead"),
    ("ds-230", "Disconnector 230 kV", "disconnector", "three-phase set", 71_200, 21, 30,
     "330 kV (345 kV in the source)", 41_600, 106_000, 21, 120, 270, MISO, "lead"),
    ("ds-115", "Disconnector 115 kV", "disconnector", "three-phase set", 28_500, 14, None,
     "110 kV (115 kV in the source)", 14_800, 44_800, 14, 90, 210, MISO, "lead"),
    ("sa-230", "Surge arresters 230 kV", "surge arrester", "set of 3", 24_000, 14, None,
     "330 kV", 15_000, 40_000, 14, 90, 210, NONE, "all"),
    ("sa-115", "Surge arresters 115 kV", "surge arrester", "set of 3", 7_500, 10, None,
     "110 kV", 4_000, 14_000, 10, 60, 180, NONE, "all"),
    ("ct-230", "Current transformers 230 kV", "instrument transformer", "set of 3", 150_000, 21, 16,
     "330 kV (345 kV in the source)", 60_000, 250_000, 21, 150, 300, MISO, "low and typical cost; lead"),
    ("ct-115", "Current transformers 115 kV", "instrument transformer", "set of 3", 45_000, 14, None,
     "110 kV", 13_700, 91_600, 14, 120, 270, f"Ukraine Energy Support Fund, Apr 2023; {MISO}", "typical cost; lead"),
    ("vt-230", "Voltage transformers 230 kV", "instrument transformer", "set of 3", 49_900, 21, None,
     "330 kV (345 kV in the source)", 30_000, 96_000, 21, 150, 300, MISO, "low cost; lead"),
    ("vt-115", "Voltage transformers 115 kV", "instrument transformer", "set of 3", 26_700, 14, None,
     "110 kV (115 kV in the source)", 15_000, 48_500, 14, 120, 270, MISO, "low cost; lead"),
    ("rp-230", "Relay protection cabinet, 230 kV bay", "protection", "cabinet", 116_000, 30, None,
     "330 kV (345 kV in the source)", 57_900, 174_000, 30, 150, 300, MISO, "typical cost; lead"),
    ("rp-115", "Relay protection cabinet, 115 kV bay", "protection", "cabinet", 55_500, 21, None,
     "110 kV (115 kV in the source)", 27_800, 83_300, 21, 120, 270, MISO, "lead"),
    ("dc-battery", "Substation battery and charger", "auxiliary", "set", 60_000, 14, None,
     "220 V DC", 30_000, 119_000, 14, 90, 180, MISO, "low and typical cost; lead"),
    ("control-house", "Control enclosure, equipped shell", "auxiliary", "unit", 240_000, 45, None,
     "about 46 m2", 120_000, 356_000, 45, 180, 365, MISO, "low and typical cost; lead"),
    ("oil", "Transformer oil", "consumable", "tonne", 1_800, 5, None,
     "any", 1_200, 3_000, 5, 21, 60, NONE, "all"),
    ("conductor-230", "Conductor, 230 kV circuit", "conductor", "km of circuit", 93_200, 21, None,
     "330 kV, two-bundle (345 kV in the source)", 36_800, 115_000, 21, 90, 210, MISO, "lead"),
    ("conductor-115", "Conductor, 115 kV circuit", "conductor", "km of circuit", 32_000, 14, None,
     "110 kV (115 kV in the source)", 12_100, 46_600, 14, 60, 180, MISO, "lead"),
    ("tower-230", "Lattice tower 230 kV with foundation", "tower", "unit", 151_000, 45, 30,
     "330 kV (345 kV in the source)", 54_600, 420_000, 45, 120, 300, MISO, "lead"),
    ("tower-115", "Lattice tower 115 kV with foundation", "tower", "unit", 60_800, 30, None,
     "110 kV (115 kV in the source)", 20_500, 140_000, 30, 90, 240, f"{MISO}; {OFGEM}", "lead"),
    ("mast", "Emergency restoration mast, guyed", "tower", "unit", 50_000, 21, 24,
     "110 to 330 kV", 25_000, 90_000, 21, 120, 240, "CSIR-SERC 2020 (days of work only)", "cost; lead"),
    ("insulators", "Insulator strings and fittings, one tower", "fittings", "tower set", 10_700, 14, None,
     "330 kV (345 kV in the source)", 5_000, 38_300, 14, 60, 150, MISO, "low cost; lead"),
    ("gas-turbine-28", "Mobile gas turbine plant, 28 MW", "gas turbine", "unit", 17_700_000, 45, 1,
     "28 MW, aeroderivative", 12_400_000, 22_400_000, 45, 120, 496,
     "UNDP 2026 (54 MW for USD 24 M, 25 MW for USD 20 M); PyPSA technology-data", "low and typical lead"),
    ("unit-rebuild", "Rebuilding a generating unit", "generating unit", "unit", 40_000_000, 540, None,
     "none", None, None, None, None, None, NONE, "all"),
    ("genset-100", "Diesel generator set 100 kVA", "generator set", "unit", 25_700, 5, None,
     "100 kVA", 11_400, 44_200, 5, 45, 120,
     "UNOPS; USAID; Germany, Dec 2022 (averages of mixed lots)", "rating; lead; installation"),
    ("genset-220", "Diesel generator set 220 kVA, hospital or boiler house", "generator set", "unit", 55_000, 5, 12,
     "220 kVA", 40_000, 80_000, 5, 60, 150, "rescEU sets of Dec 2022 (no unit price published)", "all"),
    ("genset-400", "Diesel generator set 400 kVA, waterworks", "generator set", "unit", 85_000, 7, 4,
     "400 kVA", 60_000, 130_000, 7, 62, 150, "UNICEF, Kharkiv waterworks: two sets (no price)", "all"),
    ("pump-55", "Booster pump with drive, 55 kW", "pump", "unit", 30_000, 14, None,
     "55 kW", 15_000, 60_000, 14, 60, 150, NONE, "all"),
    ("pump-250", "Main pump with motor, 250 kW", "pump", "unit", 110_000, 30, 2,
     "250 kW", 60_000, 200_000, 30, 120, 270, NONE, "all"),
    ("pipe-300", "Water main DN300", "pipe", "m", 280, 14, None,
     "DN300", 150, 500, 14, 45, 120, NONE, "all"),
    ("clamp", "Pipe repair clamps, mixed sizes", "pipe", "set", 900, 3, None,
     "DN100 to DN600", 300, 2_500, 3, 21, 60, NONE, "all"),
)
# fmt: on

FOR_WATER = frozenset({"genset-400", "pump-55", "pump-250", "pipe-300", "clamp"})
"""Equipment of the water sector; all other equipment is of the power sector."""
