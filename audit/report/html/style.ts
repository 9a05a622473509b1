/** Style sheet of the HTML report. Written into the page as it is, so nothing may be put together here. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1b1f24; --faint: #57606a; --ground: #fff; --stripe: #f3f5f7; --line: #d0d7de;
  --violation: #b3261e; --blocked: #57606a; --exempt: #8a5a00; --pass: #1a7f37;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --faint: #9aa4af; --ground: #0d1117; --stripe: #161b22; --line: #30363d;
    --violation: #ff8078; --blocked: #9aa4af; --exempt: #e3b341; --pass: #56d364;
  }
}
body {
  margin: 0 auto; padding: 1.5rem; max-width: 100rem;
  font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground);
}
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
.verdict { font-size: 2rem; font-weight: 700; margin: 0.5rem 0; }
.fail, .violation { color: var(--violation); }
.unproven, .exempt { color: var(--exempt); }
.pass { color: var(--pass); }
.blocked, .faint { color: var(--faint); }
.violation { font-weight: 700; }
li, td, th { overflow-wrap: anywhere; }
.text { min-width: 6em; }
.names { min-width: 16em; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 12.5px; }
caption { text-align: left; color: var(--faint); padding-bottom: 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); }
td, tbody th { unicode-bidi: isolate-override; direction: ltr; }
tbody tr:nth-child(even) { background: var(--stripe); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.time, .address { white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
.narrow { width: auto; }
svg { width: 100%; height: auto; }
svg text { fill: var(--text); font-size: 12px; }
svg line { stroke: var(--line); }
svg rect { fill-opacity: 0.55; }
rect.violation { fill: var(--violation); fill-opacity: 1; }
rect.blocked { fill: var(--blocked); }
rect.exempt { fill: var(--exempt); }
rect.pass { fill: var(--pass); }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  table { font-size: 7pt; }
  th, td { padding: 0.15rem 0.3rem; }
  .text { min-width: 5.5em; }
  .names { min-width: 13em; }
  .time { white-space: normal; }
  .table { overflow: visible; }
  thead { display: table-header-group; }
  tr, svg { break-inside: avoid; }
}
`;
