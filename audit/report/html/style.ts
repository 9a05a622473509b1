/** Style sheet of the HTML report. Written into the page as it is, so nothing may be put together here. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1b1f24; --faint: #57606a; --ground: #fff; --stripe: #f3f5f7; --line: #d0d7de;
  --violation: #b3261e; --blocked: #57606a; --exempt: #8a5a00; --pass: #1a7f37;
  --endpoint: #1a7f37; --expected-vpc: #5aa469; --aws-service: #4a7fb5; --own-nat: #d4650b; --foreign-endpoint: #a0388c;
  --relay: #7a1f5c; --via-service: #2f5d8a; --other-private: #8a6d00; --public: #b3261e; --unknown: #57606a;
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
.unproven, .doubtful, .exempt { color: var(--exempt); }
.pass { color: var(--pass); }
.blocked, .harmless, .faint { color: var(--faint); }
.violation { font-weight: 700; }
li, td, th { overflow-wrap: anywhere; }
.text { min-width: 6em; }
.names { min-width: 13em; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 12.5px; }
caption { text-align: left; color: var(--faint); padding-bottom: 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); }
td, tbody th { unicode-bidi: isolate-override; direction: ltr; }
tbody tr:nth-child(even) { background: var(--stripe); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.time, .address { white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
.narrow { width: auto; }
pre {
  margin: 0; padding: 0.5rem 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px;
  background: var(--stripe); border: 1px solid var(--line);
}
pre, code { unicode-bidi: isolate-override; direction: ltr; }
h3 { font-size: 1rem; margin: 1rem 0 0.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0; font-size: 13px; }
dt { font-weight: 600; }
dd { margin: 0; }
summary { cursor: pointer; margin: 0.5rem 0; }
.controls { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 0.5rem 0; font-size: 13px; }
.controls input, .controls button, th button { font: inherit; color: inherit; }
th button { background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
th[aria-sort=ascending] button::after { content: ' \\2191'; }
th[aria-sort=descending] button::after { content: ' \\2193'; }
.chart { margin: 0; overflow-x: auto; }
.key { display: inline-flex; align-items: center; gap: 0.35rem; margin-right: 1rem; font-size: 13px; }
.swatch { width: 0.9em; height: 0.9em; background: currentColor; }
svg { width: 100%; min-width: 60rem; height: auto; }
svg text { fill: var(--text); font-size: 13px; }
svg text.detail { fill: var(--faint); font-size: 12px; }
svg line { stroke: var(--line); }
svg line.moment { stroke: var(--text); stroke-dasharray: 3 2; }
svg rect { fill-opacity: 0.55; }
svg rect.place { fill: var(--stripe); fill-opacity: 1; stroke: var(--line); }
svg line.way { stroke-width: 2.5; }
svg line.unseen { stroke-dasharray: 4 4; }
line.violation { stroke: var(--violation); } path.violation, text.violation { fill: var(--violation); }
line.blocked, line.harmless { stroke: var(--blocked); } path.blocked, text.blocked, path.harmless, text.harmless { fill: var(--blocked); }
line.exempt, line.doubtful { stroke: var(--exempt); } path.exempt, text.exempt, path.doubtful, text.doubtful { fill: var(--exempt); }
line.pass { stroke: var(--pass); } path.pass, text.pass { fill: var(--pass); }
path.unseen, text.unseen { fill: var(--faint); }
.net-endpoint { fill: var(--endpoint); color: var(--endpoint); }
.net-expected-vpc { fill: var(--expected-vpc); color: var(--expected-vpc); }
.net-aws-service { fill: var(--aws-service); color: var(--aws-service); }
.net-own-nat { fill: var(--own-nat); color: var(--own-nat); }
.net-foreign-endpoint { fill: var(--foreign-endpoint); color: var(--foreign-endpoint); }
.net-other-private { fill: var(--other-private); color: var(--other-private); }
.net-relay { fill: var(--relay); color: var(--relay); }
.net-via-service { fill: var(--via-service); color: var(--via-service); }
.net-public { fill: var(--public); color: var(--public); }
.net-unknown { fill: var(--unknown); color: var(--unknown); }
svg rect.full { fill-opacity: 1; }
svg rect.held { fill-opacity: 0.35; }
rect.violation { fill: var(--violation); fill-opacity: 1; }
rect.blocked, rect.harmless { fill: var(--blocked); }
rect.exempt, rect.doubtful { fill: var(--exempt); }
rect.pass { fill: var(--pass); }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  table { font-size: 7pt; }
  th, td { padding: 0.15rem 0.3rem; }
  .text { min-width: 5.5em; }
  .names { min-width: 13em; }
  .time { white-space: normal; }
  .table, .chart { overflow: visible; }
  svg { min-width: 0; }
  .controls { display: none; }
  thead { display: table-header-group; }
  tr, svg { break-inside: avoid; }
}
`;
