"""Who gives, who decides, what was said and what is given in this case.

The 30 allies of 29 November 2022 with the days on which they joined, and the two invitees of that day, are public
facts. All gifts, decisions and positions are made up, and so is everyone who gives or speaks: no real state is said to
have done what it did not do. The member that holds up the fund is therefore a made-up one, beside the 30.
"""

from collections.abc import Mapping

NATO = "nato.int, list of member countries"

MEMBERS = (
    ("alb", "Albania", "2009-04-01"),
    ("bel", "Belgium", "1949-04-04"),
    ("bgr", "Bulgaria", "2004-03-29"),
    ("can", "Canada", "1949-04-04"),
    ("cze", "Czechia", "1999-03-12"),
    ("deu", "Germany", "1955-05-06"),
    ("dnk", "Denmark", "1949-04-04"),
    ("esp", "Spain", "1982-05-30"),
    ("est", "Estonia", "2004-03-29"),
    ("fra", "France", "1949-04-04"),
    ("gbr", "United Kingdom", "1949-04-04"),
    ("grc", "Greece", "1952-02-18"),
    ("hrv", "Croatia", "2009-04-01"),
    ("hun", "Hungary", "1999-03-12"),
    ("isl", "Iceland", "1949-04-04"),
    ("ita", "Italy", "1949-04-04"),
    ("ltu", "Lithuania", "2004-03-29"),
    ("lux", "Luxembourg", "1949-04-04"),
    ("lva", "Latvia", "2004-03-29"),
    ("mkd", "North Macedonia", "2020-03-27"),
    ("mne", "Montenegro", "2017-06-05"),
    ("nld", "Netherlands", "1949-04-04"),
    ("nor", "Norway", "1949-04-04"),
    ("pol", "Poland", "1999-03-12"),
    ("prt", "Portugal", "1949-04-04"),
    ("rou", "Romania", "2004-03-29"),
    ("svk", "Slovakia", "2004-03-29"),
    ("svn", "Slovenia", "2004-03-29"),
    ("tur", "Türkiye", "1952-02-18"),
    ("usa", "United States", "1949-04-04"),
)

INVITEES = (
    ("fin", "Finland", "2022-06-29", "2023-04-04"),
    ("swe", "Sweden", "2022-06-29", "2024-03-07"),
)
"""Invited on the first day, members from the second."""

OTHERS = (
    ("aurelia", "Aurelia (made up)", "partner"),
    ("coalition-fund", "Coalition winter fund (made up)", "partner"),
    ("harbour-bank", "Harbour Bank (made up)", "partner"),
    ("kaldora", "Kaldora (made up)", "partner"),
    ("lantern", "Lantern Foundation (made up)", "partner"),
    ("northmark", "Northmark (made up)", "partner"),
    ("solmere", "Solmere (made up)", "partner"),
    ("vesteria", "Vesteria (made up)", "partner"),
    ("tidewell", "Tidewell Trust (made up)", "partner"),
    ("westmere", "Westmere (made up)", "member"),
    ("orvell-energy", "Orvell Energy (made up)", "recipient"),
    ("outland", "Outland (made up)", "outsider"),
)

DECISIONS = (
    ("winter-fund", "consensus", "Open the coalition winter fund for Orvell", "2022-11-29", "2022-12-06", None),
    ("reserve", "sovereign", "Release two autotransformers from Northmark's reserve", "2022-12-01", None, "northmark"),
)


POSITIONS = (
    ("winter-fund", "outland", "oppose", "2022-11-30", "made up"),
    ("winter-fund", "vesteria", "support", "2022-12-01", "made up"),
    ("winter-fund", "westmere", "oppose", "2022-12-03", "made up"),
    ("winter-fund", "westmere", "abstain", "2022-12-19", "made up"),
    ("winter-fund", "outland", "oppose", "2022-12-20", "made up"),
    ("reserve", "outland", "oppose", "2022-12-05", "made up"),
    ("reserve", "northmark", "support", "2022-12-12", "made up"),
)


def _cash(amount: int, currency: str = "USD") -> dict[str, object]:
    return {"form": "cash", "amount": amount, "currency": currency}


def _goods(quantity: int, equipment_id: str) -> dict[str, object]:
    return {"form": "goods", "quantity": quantity, "equipment_id": equipment_id}


def _crew(quantity: int, crew_kind: str) -> dict[str, object]:
    return {"form": "crew", "quantity": quantity, "crew_kind": crew_kind}


BREAKERS = "equipment:cb-115;equipment:cb-14;equipment:cb-230;equipment:ds-115;equipment:ds-230"

STORES = (
    ("cb-115", 4),
    ("cb-14", 6),
    ("cb-230", 3),
    ("conductor-115", 12),
    ("conductor-230", 6),
    ("ct-115", 4),
    ("ct-230", 3),
    ("ds-115", 6),
    ("ds-230", 3),
    ("insulators", 30),
    ("oil", 60),
    ("rp-115", 4),
    ("rp-230", 3),
    ("sa-115", 4),
    ("sa-230", 4),
    ("tower-115", 8),
    ("tower-230", 4),
)

PLEDGES: tuple[tuple[str, str, str, str, Mapping[str, object]], ...] = (
    # Firm money for the networks: 53,000,000 USD in all.
    ("cash-aurelia", "aurelia", "2022-11-29", "received", _cash(11_200_000)),
    ("cash-northmark", "northmark", "2022-12-05", "allocated", _cash(10_000_000, "EUR") | {"earmark": "kind:trafo"}),
    ("cash-vesteria", "vesteria", "2022-12-01", "committed", _cash(5_000_000, "EUR") | {"earmark": "kind:line"}),
    ("cash-fund", "coalition-fund", "2022-12-06", "committed", _cash(15_000_000) | {"decision_id": "winter-fund"}),
    ("cash-kaldora", "kaldora", "2022-12-08", "allocated", _cash(4_100_000) | {"earmark": BREAKERS}),
    ("cash-lantern", "lantern", "2022-12-02", "received", _cash(1_700_000) | {"category": "humanitarian"}),
    ("cash-harbour", "harbour-bank", "2023-01-09", "committed", _cash(4_300_000) | {"earmark": "kind:bus;kind:gen"}),
    (
        "cash-tidewell",
        "tidewell",
        "2022-12-02",
        "received",
        _cash(800_000) | {"category": "humanitarian", "earmark": "sector:water"},
    ),
    # On top, and of no use to the networks: only announced, or military.
    ("cash-solmere", "solmere", "2022-12-15", "announced", _cash(4_000_000, "EUR")),
    ("air-defence", "aurelia", "2022-12-01", "committed", _cash(5_000_000) | {"category": "military"}),
    # Gifts.
    (
        "gift-autotransformers",
        "northmark",
        "2022-12-16",
        "allocated",
        _goods(2, "at-230-200") | {"decision_id": "reserve"},
    ),
    ("gift-transformers", "vesteria", "2022-12-09", "allocated", _goods(2, "pt-115-63")),
    ("gift-mobile", "kaldora", "2022-12-02", "received", _goods(2, "ms-115-25")),
    ("gift-breakers", "aurelia", "2022-12-07", "allocated", _goods(8, "cb-115")),
    ("gift-masts", "lantern", "2022-12-12", "allocated", _goods(8, "mast") | {"earmark": "kind:line"}),
    ("gift-oil", "vesteria", "2022-11-29", "received", _goods(120, "oil")),
    ("gift-insulators", "kaldora", "2022-11-29", "received", _goods(24, "insulators")),
    ("gift-arresters", "aurelia", "2022-12-07", "allocated", _goods(12, "sa-115")),
    ("gift-gensets", "lantern", "2022-12-10", "allocated", _goods(20, "genset-100") | {"category": "humanitarian"}),
    (
        "gift-gensets-hospitals",
        "vesteria",
        "2022-12-05",
        "received",
        _goods(4, "genset-220") | {"category": "humanitarian", "earmark": "kind:hospital;kind:heat"},
    ),
    ("gift-gensets-water", "kaldora", "2022-12-14", "allocated", _goods(2, "genset-400")),
    # What the utility has in its own stores.
    *(
        (f"store-{equipment_id}", "orvell-energy", "2022-11-29", "received", _goods(quantity, equipment_id))
        for equipment_id, quantity in STORES
    ),
    # Crews from abroad.
    ("crew-line", "vesteria", "2022-12-12", "committed", _crew(2, "line")),
    ("crew-heavy", "northmark", "2023-01-03", "committed", _crew(1, "heavy")),
)
