/** The report's style sheet: one column of text, light and dark, nothing loaded from elsewhere. */
const LIGHT = `
  --paper: #fdfdfb; --ink: #20252b; --muted: #5a646f; --line: #deded8; --wash: #f3f3ee;
  --accent: #2b5f91; --second: #b2501f; --third: #3d7a4e; --alarm: #a3271d;`;

const DARK = `
  --paper: #15181b; --ink: #e6e5e1; --muted: #a2abb4; --line: #33393f; --wash: #1d2125;
  --accent: #7fb3e6; --second: #e8995f; --third: #84c797; --alarm: #f08c80;`;

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
@media print { :root { color-scheme: light; ${LIGHT} --paper: #ffffff; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 64rem; margin: 0 auto; padding: 3.5rem 1.5rem 5rem; }
h1, h2, .headline { font-family: 'Iowan Old Style', 'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, serif; font-weight: 600; }
h1 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .75rem; color: var(--muted); font-weight: 500; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h3 { font-size: 1rem; line-height: 1.3; margin: 2rem 0 .6rem; font-weight: 600; }
.headline { font-size: clamp(1.45rem, 3.4vw, 2.1rem); line-height: 1.28; margin: 0 0 1.25rem; max-width: 46rem; font-weight: 500; text-wrap: pretty; }
.about { color: var(--muted); margin: 0; font-size: .9rem; }
.about code { overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); padding-top: 2rem; margin-top: 3rem; }
p, li { max-width: 46rem; overflow-wrap: anywhere; }
code { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
small, .note, figcaption { color: var(--muted); font-size: .875rem; line-height: 1.45; }
.warnings { border-left: 3px solid var(--second); background: var(--wash); padding: .9rem 1.2rem; margin: 2rem 0 0; }
.warnings h2 { font-size: 1rem; margin: 0 0 .3rem; }
.warnings ul { margin: 0; padding-left: 1.1rem; }
.met { color: var(--third); } .unmet { color: var(--alarm); font-weight: 600; font-style: normal; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 2rem 3rem; align-items: start; }
.figures > * { min-width: 0; }
figure { margin: 0; max-width: 34rem; break-inside: avoid; }
.figures h3 { margin: 0 0 .5rem; }
figure svg { display: block; width: 100%; height: auto; font-family: inherit; }
figcaption { margin-top: .5rem; }
figure.wide { max-width: none; grid-column: 1 / -1; } figure.wide svg { min-width: 52rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { padding: .42rem .9rem .42rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 500; font-size: .84rem; vertical-align: bottom; }
tbody th { font-weight: 400; min-width: 7rem; overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; overflow-wrap: break-word; }
td:has(> .bar) { width: 40%; min-width: 6rem; padding-left: .5rem; }
.bar { display: block; height: .6rem; min-width: 1px; background: var(--accent); border-radius: 0 2px 2px 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 1rem 1.5rem; margin: 1.25rem 0; }
dt { color: var(--muted); font-size: .84rem; } dd { margin: 0; overflow-wrap: anywhere; }
ol.plan { padding-left: 1.6rem; margin: 0; } ol.plan li { margin-bottom: .55rem; padding-left: .3rem; }
ol.plan b { font-weight: 600; } ol.plan span { display: block; color: var(--muted); }
ol.plan li::marker { color: var(--muted); }
ol.steps { list-style: none; padding: .8rem 1.1rem; margin: 0 0 1.2rem; background: var(--wash); border-radius: 4px; }
ol.steps li { max-width: none; padding-left: 1.6rem; text-indent: -1.6rem; }
ol.steps li + li::before { content: '→ '; color: var(--muted); } ol.steps li:first-child { text-indent: -1.6rem; }
details { margin-top: 1.5rem; } summary { cursor: pointer; color: var(--muted); margin-bottom: .6rem; }
summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { color: var(--muted); font-size: .84rem; margin-top: 4rem; }
@media (max-width: 36rem) { main { padding: 1.75rem 1rem 3rem; } section { margin-top: 2.25rem; padding-top: 1.5rem; } dl { grid-template-columns: repeat(2, 1fr); } table { font-size: .84rem; } th, td { padding-right: .6rem; } tbody th { min-width: 4.5rem; } }
@media print { main { padding: 0; max-width: none; } body { font-size: 10pt; } section { margin-top: 1.6rem; padding-top: 1.1rem; } .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem 2rem; } table { font-size: 9pt; } h3 { margin-top: 1.1rem; } h2, h3 { break-after: avoid; } tr, li { break-inside: avoid; } .scroll { overflow: visible; } }
`;
