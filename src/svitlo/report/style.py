"""How the ledger's pages look: light, dark and on paper. Colours as of Okabe and Ito (2008), for the colour-blind."""

_LIGHT = """--paper:#fff;--panel:#f5f7fa;--ink:#16202c;--soft:#566373;--line:#d5dce4;--mute:#9aa7b5;
--blue:#0072b2;--red:#c44e00;--green:#007a5a;--wash:rgba(0,114,178,.14);--warn:#fff3e0;--warn-ink:#6b3500"""
_DARK = """--paper:#10161e;--panel:#18212c;--ink:#e9eef4;--soft:#a5b2c1;--line:#2f3c4a;--mute:#6b7b8d;
--blue:#56b4e9;--red:#ff9d4d;--green:#4fd1a5;--wash:rgba(86,180,233,.18);--warn:#3a2708;--warn-ink:#ffd9a0"""

ON_PAPER = "Restricted: do not publish"
"""What the foot of each sheet says on paper."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a page of the ledger may load: nothing; it runs no script."""

_PAGE = """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
main,.restricted>p{max-width:1160px;margin:0 auto;padding:0 20px}
.restricted{background:var(--warn);color:var(--warn-ink);padding:8px 0;font-weight:600;
border-bottom:1px solid var(--line)}
.restricted>p{margin:0 auto}
h1{font-size:1.7rem;line-height:1.2;margin:28px 0 4px;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:44px 0 8px;padding-top:14px;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:26px 0 4px;overflow-wrap:anywhere}
p{margin:8px 0;max-width:75ch}
.sub,.note{color:var(--soft)}
.note{font-size:.875rem}
.cards{display:grid;grid-template-columns:repeat(3,1fr);gap:12px;margin:20px 0;padding:0;
list-style:none}
.cards li{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:12px 14px}
.cards .what{display:block;color:var(--soft);font-size:.85rem}
.cards .value{display:block;font-size:1.3rem;font-weight:650;line-height:1.3;margin:2px 0}
.cards .more{display:block;color:var(--soft);font-size:.85rem}
.scroll{overflow-x:auto;margin:8px 0 4px}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:4px 0}
th,td{padding:5px 10px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);min-width:4.5em}
td{overflow-wrap:break-word}
th{font-weight:600;color:var(--soft);white-space:nowrap}
td.n,th.n{text-align:right;white-space:nowrap}
td.n:not(:last-child),th.n:not(:last-child){padding-right:22px}
.weeks td.n,.weeks th.n{padding-right:6px}
.weeks td.d,.weeks th.d{padding-left:12px}
td.d{white-space:nowrap}
td.t{min-width:13em}
td.a{min-width:8em}
tr.sum td{font-weight:600;border-bottom:2px solid var(--line)}
tr.off td{color:var(--soft)}
.weeks td,.weeks th{min-width:3.2em;padding-right:6px}
.weeks td:first-child,.weeks th:first-child{min-width:11em}
td.dim{background:var(--wash)}
svg{display:block;width:100%;height:auto}
.narrow{display:none}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0;padding:0;list-style:none;
font-size:.875rem;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:6px}
.legend svg{width:24px;height:18px;flex:none}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;font-size:.875rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
footer{margin:40px 0 60px}
@media screen and (max-width:700px){.wide{display:none}.narrow{display:block;max-width:520px}
main,.restricted>p{padding:0 14px}h1{font-size:1.4rem}.cards{grid-template-columns:1fr;gap:8px}
.stack thead{display:none}.stack tr{display:block;padding:7px 0;border-bottom:1px solid var(--line)}
.stack td,.stack td.n:not(:last-child),.stack tr.sum td{display:inline-block;border:0;padding:0 16px 0 0;
min-width:0;text-align:left;white-space:normal}
.stack td:empty{display:none!important}
.stack td+td::before{content:attr(data-l) ": ";color:var(--soft)}
.stack td:first-child,.stack tr.sum td:first-child{display:block;font-weight:600}
.weeks td:first-child{position:sticky;left:0;background:var(--paper);min-width:9em}
dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
@page{margin:14mm;@bottom-left{content:"ON_PAPER";font-size:9px}
@bottom-right{content:counter(page) " / " counter(pages);font-size:9px}}
@media print{body{font-size:10.5pt}.wide{display:block}.narrow{display:none}main,.restricted>p{max-width:none;padding:0}
.scroll{overflow:visible}table{font-size:8.5pt}h2,h3{break-after:avoid}tr,li,svg{break-inside:avoid}
.weeks{font-size:6.5pt}.weeks td,.weeks th{min-width:0;padding:2px 3px 2px 0}
.weeks td:first-child,.weeks th:first-child{min-width:0}
th,td{min-width:0}td.t,td.a{min-width:0}thead{display:table-header-group}.cards{grid-template-columns:repeat(3,1fr)}}
"""


def page_style(on_paper: str = ON_PAPER) -> str:
    """The style sheet of the page; on paper the light colours hold whatever the screen has."""
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{_DARK}}}}}"
    return f":root{{color-scheme:light;{_LIGHT}}}{dark}{_PAGE.replace('ON_PAPER', on_paper)}"
