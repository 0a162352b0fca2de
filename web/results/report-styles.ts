/** Reports on top of the common style sheet: pictures, tables that fit a phone, paper, and dark screens. */
export const reportStyles = `
.share-bar { display: block; width: 100%; height: 1.1rem; overflow: visible; }
.share-bar .wash, .trend-line .wash { fill: var(--bar-wash); }
.share-bar .fill { fill: var(--bar); } .share-bar .fill.quiet { fill: var(--bar-quiet); }
.share-bar .quarter { fill: var(--bar-quiet); stroke: var(--bar); stroke-dasharray: 3 3; vector-effect: non-scaling-stroke; }
.share-bar .grid, .trend-line .grid { stroke: var(--paper); stroke-width: 1; vector-effect: non-scaling-stroke; }
.share-bar .halo { stroke: var(--paper); stroke-width: 4; vector-effect: non-scaling-stroke; opacity: .75; }
.share-bar .whisker, .trend-line .whisker { stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.share-bar .mark { stroke: var(--accent); stroke-width: 4; vector-effect: non-scaling-stroke; }
.trend-line { display: block; width: 10rem; height: 5rem; }
.trend-line .line { fill: none; stroke: var(--bar); stroke-width: 2; }
.trend-line .dot { fill: var(--bar); } .trend-line .dot.quiet { fill: var(--paper); stroke: var(--bar); stroke-width: 2; }
.findings { border-inline-start: 5px solid var(--brand); } .findings ol { padding-inline-start: 1.3rem; max-width: 56rem; } .findings li { margin-bottom: .5rem; }
.findings li a { color: inherit; text-decoration-color: var(--line); }
.group-filter { margin: 1.6rem 0; } .group-filter .filter-label { font-weight: 600; margin: 0 0 .4rem; }
.group-filter ul { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; margin: 0 0 .5rem; }
.group-filter a { display: inline-flex; align-items: center; min-height: 2.75rem; padding: .3rem 1rem; border: 1px solid var(--brand); border-radius: 99px; background: var(--paper); text-decoration: none; }
.group-filter a:hover { background: var(--bar-wash); } .group-filter a[aria-current] { background: var(--brand); color: var(--paper); font-weight: 600; }
.question h3, .question > h2 { font-size: 1.25rem; margin-top: .2rem; } .own-answer { margin-top: 1rem; } .question h4, .method h3 { font-size: 1.05rem; margin: 1.8rem 0 .5rem; }
.question .quiet-text { margin: 0; } .card > p, .card section > p, .method li { max-width: 52rem; }
.more-by { margin-top: 1.2rem !important; line-height: 2; } .more-by a { padding: .3rem 0; }
table.bars { max-width: 60rem; } .bars th[scope=row] { font-weight: 400; width: 30%; overflow-wrap: anywhere; } .bars td.picture { width: 40%; vertical-align: middle; }
.bars thead th { white-space: normal; vertical-align: bottom; } .bars td.number { white-space: nowrap; } .bars td.range { color: var(--quiet); font-size: .93rem; white-space: nowrap; }
.bars th small { color: var(--quiet); }
.groups th[scope=row] { font-weight: 600; min-width: 8rem; overflow-wrap: anywhere; } .groups thead th { white-space: normal; min-width: 6.5rem; width: 14rem; vertical-align: bottom; }
.groups thead th:first-child { width: 11rem; } .groups thead th.number { width: 5rem; min-width: 0; }
.figures dd small { display: block; font-weight: 400; line-height: 1.4; } .bars + .help { margin-top: .5rem; } .trend { margin-top: .6rem; } .trend summary .badge { margin-inline-start: .4rem; } .groups .share-bar { height: .8rem; margin: .2rem 0; } .groups small { white-space: nowrap; font-size: .85rem; } .groups thead small { white-space: normal; }
.groups .badge { margin-top: .2rem; } .by-group h4 .badge { vertical-align: .1em; margin-inline-start: .4rem; }
.method ul { padding-inline-start: 1.2rem; } .method li { margin-bottom: .4rem; } .receipt code { font-size: .82em; }
blockquote.said { margin: 0 0 .8rem; max-width: var(--measure); }
@media (max-width: 40rem) {
  .bars thead { position: absolute; left: -999rem; } .bars tbody, .bars tr, .bars th[scope=row], .bars td { display: block; width: auto; }
  .bars tr { display: grid; grid-template: "name share" auto "bar bar" auto "range base" auto / 1fr auto; gap: .1rem .8rem; padding: .55rem 0; border-bottom: 1px solid var(--line); }
  .bars th, .bars td { border: 0; padding: 0; } .bars th[scope=row] { grid-area: name; width: auto; } .bars td.picture { grid-area: bar; width: auto; }
  .bars td.number { grid-area: share; } .bars td.range { grid-area: range; } .bars td.base { grid-area: base; }
  .bars [data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: .93rem; }
  .groups tr { padding: .8rem 0 !important; } .groups th[scope=row] { max-width: none; font-size: 1.05rem; }
  .groups td.cell { display: grid; grid-template: "label value range" "bar bar bar" "badge badge badge" / 1fr auto auto; align-items: baseline; gap: 0 .6rem; min-width: 0; padding: .25rem 0; } .groups td.cell:empty { display: none; }
  .groups td.cell::before { grid-area: label; } .groups td.cell strong { grid-area: value; } .groups td.cell small { grid-area: range; min-width: 6rem; } .groups td.cell .share-bar { grid-area: bar; } .groups td.cell .badge { grid-area: badge; justify-self: start; }
  body.council .figures { grid-template-columns: 1fr 1fr; } body.council .figures > :last-child:nth-child(odd) { grid-column: 1 / -1; }
  .groups td.picture .trend-line { width: 100%; }
}
@media screen and (prefers-color-scheme: dark) {
  body.council {
    --ink: #e6ece9; --quiet: #a3b1ac; --paper: #182220; --wash: #101816; --line: #35433f; --brand: #6cc5b8; --brand-deep: #0a3a36; --accent: #f09a6a;
    --bar: #4fa99d; --bar-wash: #26332f; --bar-quiet: #35605a; --wrong: #ff9b93; --wrong-wash: #3a1d1b; color-scheme: dark;
  }
  body.council .lead { color: var(--quiet); } body.council a:hover { color: var(--ink); } body.council .bar a:hover { color: #fff; }
  body.council .button { color: #08201d; } body.council .button.second, body.council .button:hover, body.council .group-filter a[aria-current] { color: var(--ink); }
  body.council .group-filter a[aria-current], body.council .badge { background: #1f4f49; color: #e6f5f2; } body.council .badge.off { background: #33403c; color: var(--quiet); }
  body.council .group-filter a[aria-current] { border-color: var(--brand); }
}
@media print {
  .question, .findings, .method, #who { break-inside: auto; } .question h3, .question h4, #who h3 { break-after: avoid; } tr { break-inside: avoid; }
  .share-bar, .trend-line { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .scroll { overflow: visible; } .groups thead th, .groups td.cell { min-width: 0; } .group-filter, .receipt summary { display: none; }
  a { color: inherit; text-decoration: none; } .groups { font-size: 9pt; } .groups th, .groups td, .groups thead th { padding: .25rem .4rem; font-size: 9pt; width: auto; min-width: 0; } .groups small { display: block; font-size: 8pt; white-space: nowrap; }
  .trend-line { width: 5.5rem; height: 2.75rem; } .badge { font-size: 8pt; white-space: normal; border: 1px solid #999; } .groups td.picture { width: 6rem; }
}
`
