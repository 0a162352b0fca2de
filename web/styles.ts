/** The one style sheet, served as /assets/site.css. Phone first; nothing here needs a script or another host. */
export const styles = `
:root {
  --ink: #1d2b2a; --quiet: #55635f; --paper: #ffffff; --wash: #f4f1ea; --line: #d8d3c7;
  --brand: #0f5c55; --brand-deep: #0a423d; --accent: #b4491f; --good: #23683c; --wrong: #a32020; --wrong-wash: #fdf0ee;
  --bar: #2b7a72; --bar-wash: #dfeae7; --bar-quiet: #8fb8b3;
  --round: 10px; --gap: 1rem; --wide: 70rem; --measure: 42rem;
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; color: var(--ink); background: var(--wash);
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
  display: flex; flex-direction: column; min-height: 100vh;
}
h1, h2, h3 { line-height: 1.2; text-wrap: balance; margin: 1.6em 0 .5em; }
h1 { font-size: clamp(1.7rem, 4.5vw, 2.4rem); letter-spacing: -.015em; margin-top: .4em; }
h2 { font-size: 1.35rem; } h3 { font-size: 1.1rem; }
p, ul, ol { margin: 0 0 1em; } a { color: var(--brand); text-underline-offset: .15em; } a:hover { color: var(--brand-deep); }
small, .help, .quiet-text { color: var(--quiet); font-size: .93rem; }
.skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .6rem 1rem; z-index: 9; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.bar { background: var(--brand-deep); color: #fff; display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; padding: .6rem max(1rem, calc((100vw - var(--wide)) / 2)); }
.bar a { color: #fff; text-decoration: none; padding: .45rem 0; } .bar a:hover { text-decoration: underline; }
.bar .brand { font-weight: 700; } .bar nav { display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin-inline-end: auto; }
.bar .who { display: flex; gap: .75rem; align-items: center; margin: 0; font-size: .93rem; }
.bar button.language { background: none; border: 0; font-weight: 400; min-height: 0; padding: .45rem 0; } .bar button.language:hover { text-decoration: underline; }
.bar button.quiet { background: transparent; color: #fff; border-color: #ffffff88; padding: .3rem .7rem; min-height: 0; }
main { flex: 1; width: 100%; max-width: calc(var(--wide) + 2rem); margin: 0 auto; padding: 1rem 1rem 3rem; }
main > p, main > form, main > ul, main > ol, main > dl, .narrow { max-width: var(--measure); }
footer { color: var(--quiet); font-size: .9rem; padding: 1.5rem max(1rem, calc((100vw - var(--wide)) / 2)); border-top: 1px solid var(--line); }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: var(--round); padding: 1.1rem 1.25rem; margin: 0 0 var(--gap); }
.card > :first-child { margin-top: 0; } .card > :last-child { margin-bottom: 0; }
.cards { display: grid; gap: var(--gap); grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); list-style: none; padding: 0; max-width: none !important; } .cards > .card { margin: 0; }
.lead { font-size: 1.2rem; color: #33433f; }
.empty { border: 2px dashed var(--line); border-radius: var(--round); padding: 2rem 1.25rem; text-align: center; color: var(--quiet); max-width: none; }
button, .button {
  font: inherit; font-weight: 600; cursor: pointer; display: inline-block; text-decoration: none; text-align: center;
  min-height: 2.75rem; padding: .6rem 1.3rem; border-radius: var(--round); border: 1px solid var(--brand); background: var(--brand); color: #fff;
}
button:hover, .button:hover { background: var(--brand-deep); color: #fff; }
button.second, .button.second { background: var(--paper); color: var(--brand); } button.second:hover, .button.second:hover { background: var(--bar-wash); color: var(--brand-deep); }
button.danger, .button.danger { background: var(--paper); color: var(--wrong); border-color: var(--wrong); } button.danger:hover, .button.danger:hover { background: var(--wrong-wash); }
button:disabled { opacity: .45; cursor: not-allowed; }
button.small, .button.small { min-height: 2.25rem; padding: .3rem .8rem; font-size: .95rem; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin: 1.2rem 0; } .actions form { margin: 0; }
.field { margin: 0 0 1.35rem; border: 0; padding: 0; min-width: 0; }
.field > label, .field > legend { display: block; font-weight: 600; padding: 0; margin-bottom: .3rem; }
.help { margin: 0 0 .4rem; }
input, select, textarea { font: inherit; color: inherit; }
input:not([type=radio]):not([type=checkbox]):not([type=hidden]), select, textarea {
  width: 100%; min-height: 2.75rem; padding: .55rem .75rem; border: 1px solid #8b948f; border-radius: 8px; background: #fff;
}
textarea { line-height: 1.45; resize: vertical; }
input[type=radio], input[type=checkbox] { width: 1.35rem; height: 1.35rem; margin: .1rem 0 0; accent-color: var(--brand); flex: none; }
.choices { display: grid; gap: .5rem; }
.choices label { display: flex; gap: .75rem; align-items: flex-start; padding: .6rem .85rem; min-height: 2.75rem; border: 1px solid var(--line); border-radius: 8px; background: #fff; cursor: pointer; }
.choices label:hover { border-color: var(--brand); } .choices label:has(:checked) { border-color: var(--brand); background: var(--bar-wash); }
.choices small { display: block; }
.inline .choices { grid-template-columns: repeat(auto-fit, minmax(3.2rem, 1fr)); } .inline .choices label { flex-direction: column; align-items: center; text-align: center; gap: .2rem; }
.inline .choices label:nth-child(6) { grid-column: 1 / -1; flex-direction: row; } /* "no answer" below the five points */
.wrong input:not([type=radio]):not([type=checkbox]), .wrong textarea, .wrong select { border: 2px solid var(--wrong); }
.problem { color: var(--wrong); font-weight: 600; margin: 0 0 .4rem; }
.problems { border: 2px solid var(--wrong); background: var(--wrong-wash); border-radius: var(--round); padding: 1rem 1.25rem; margin: 0 0 1.5rem; max-width: var(--measure); }
.problems h2 { margin: 0 0 .4rem; font-size: 1.1rem; } .problems ul { margin: 0; padding-inline-start: 1.2rem; } .problems a { color: var(--wrong); }
.notice { border-inline-start: 5px solid var(--brand); background: var(--bar-wash); padding: .8rem 1.1rem; border-radius: 0 8px 8px 0; margin: 0 0 1.3rem; max-width: var(--measure); }
.notice.warn { border-color: var(--accent); background: #fbeee6; } .notice > :first-child { margin-top: 0; } .notice > :last-child { margin-bottom: 0; }
.trap, .unseen { position: absolute; left: -999rem; }
.scroll { overflow-x: auto; margin: 0 0 1.2rem; }
table { border-collapse: collapse; width: 100%; background: var(--paper); font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 600; padding: 0 0 .4rem; }
th, td { text-align: start; padding: .5rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { font-size: .9rem; color: var(--quiet); white-space: nowrap; } td.number, th.number { text-align: end; }
.badge { display: inline-block; font-size: .85rem; font-weight: 600; padding: .1rem .65rem; border-radius: 99px; background: var(--bar-wash); color: var(--brand-deep); white-space: nowrap; }
.badge.warn { background: #fbe3d6; color: #7a2d10; } .badge.off { background: #e6e3dc; color: #4b4b45; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 0 0 1.5rem; max-width: none !important; }
.figures > div { background: var(--paper); border: 1px solid var(--line); border-radius: var(--round); padding: .8rem 1rem; }
.figures dt { color: var(--quiet); font-size: .9rem; } .figures dd { margin: 0; font-size: 1.7rem; font-weight: 700; font-variant-numeric: tabular-nums; }
.meter { height: .8rem; background: var(--bar-wash); border-radius: 99px; overflow: hidden; display: flex; } .meter > span { background: var(--bar); display: block; }
.columns { display: grid; gap: 0 var(--gap); grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); }
form.search { max-width: none; display: flex; flex-wrap: wrap; align-items: end; gap: .75rem; margin: 0 0 1rem; } form.search .field { flex: 1 1 16rem; margin: 0; }
.filters { margin: 0 0 1.2rem; } .filters form { max-width: none; } table.members th small { font-weight: 400; }
.facts { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .3rem 1.2rem; max-width: var(--measure); } .facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.acts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; max-width: none !important; } h1.long { overflow-wrap: anywhere; }
.timeline { list-style: none; padding: 0; max-width: 52rem !important; } .timeline li { display: grid; grid-template-columns: 15rem 1fr; gap: 0 1.2rem; border-top: 1px solid var(--line); padding: .6rem 0; } .timeline p { margin: 0; overflow-wrap: anywhere; } .timeline .when { color: var(--quiet); font-size: .93rem; }
.said { white-space: pre-wrap; border-inline-start: 3px solid var(--line); padding-inline-start: .8rem; margin-top: .3rem !important; }
.steps { max-width: var(--measure); margin: 0 0 1rem; } .steps td:first-child { white-space: nowrap; width: 8rem; } .card.task { max-width: var(--measure); } .task p { margin: 0 0 .4rem; } .inline-form { display: inline; }
.compare td, .compare th { overflow-wrap: anywhere; } .compare label { display: flex; gap: .6rem; align-items: flex-start; }
iframe.mail { width: 100%; max-width: 44rem; height: 36rem; border: 1px solid var(--line); border-radius: var(--round); background: #fff; display: block; }
progress.wide { width: 100%; height: 1rem; accent-color: var(--brand); margin: 0 0 1.2rem; }
ul.record { padding-inline-start: 1.1rem; } ul.record > li { margin-bottom: .7rem; }
dl.record { margin: 0; } dl.record > div { display: grid; grid-template-columns: minmax(5.5rem, 9rem) 1fr; gap: 0 .75rem; } dl.record dt { color: var(--quiet); font-size: .93rem; } dl.record dd { margin: 0; min-width: 0; overflow-wrap: anywhere; } dl.record dl.record > div { display: block; } dl.record dl.record dd { padding-inline-start: .75rem; }
details > summary { cursor: pointer; padding: .5rem 0; font-weight: 600; color: var(--brand); }
pre, code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .93em; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.part { border: 1px solid var(--line); border-radius: var(--round); padding: .4rem 1.1rem 0; margin: 0 0 1.35rem; min-width: 0; } .part > legend { font-weight: 600; padding: 0 .4rem; }
form:has(input[name=kind][value=person]:checked) .for-organization:not(:has(.wrong)) { display: none; }
form:has(input[name=interval][value=month]:checked) label:has(input[name=amount]:not([value^=month-], [value=other], :checked)),
form:has(input[name=interval]:is([value=year], [value=once]):checked) label:has(input[name=amount][value^=month-]:not(:checked)) { display: none; }
.fees { border-inline-start: 5px solid var(--line); padding-inline-start: 1rem; margin: 0 0 1.35rem; } .fees h2 { font-size: 1.1rem; margin: 0 0 .3rem; }
.tick { display: inline-flex; align-items: center; min-height: 2.75rem; min-width: 2.75rem; cursor: pointer; } .own-time { display: block; color: var(--quiet); font-size: .93rem; } .own-time[hidden] { display: none; }
.offers dt { font-size: .9rem; color: var(--quiet); } .offers dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
form > p.help { margin: 0 0 1.35rem; } .field + p.help { margin-top: -.6rem; }
.fees th, .fees td { padding: .35rem .5rem; } .fees thead th { white-space: normal; vertical-align: bottom; } .fees tbody th { font-weight: 400; }
details > form { max-width: var(--measure); } table.numbers { max-width: 56rem; margin: 0 0 1.35rem; } .numbers td:nth-child(2) { width: 12rem; } .numbers th[scope=row] { padding-top: 1.1rem; font-weight: 400; }
@media (max-width: 40rem) {
  .actions > *, .actions button, .actions .button { width: 100%; }
  .actions.row { flex-wrap: nowrap; gap: .5rem; } .actions.row > * { width: auto; flex: 1 1 auto; padding-inline: .4rem; }
  .bar { display: grid; grid-template: "brand language" "menu menu" / 1fr auto; gap: 0 .9rem; }
  .bar:has(.who) { grid-template: "brand who" "menu menu" / 1fr auto; } .bar:has(.who):has(.language) { grid-template: "brand who" "menu language" / 1fr auto; }
  .bar:has(.who):has(.language):has(nav a:nth-of-type(4)) { grid-template: "brand who" "menu menu" "language language" / 1fr auto; } /* a long menu */
  .bar .brand { grid-area: brand; } .bar .who { grid-area: who; } .bar .language { grid-area: language; }
  .bar nav { grid-area: menu; margin: 0; gap: 0 1rem; min-width: 0; white-space: nowrap; font-size: .98rem; }
  .bar .who a { max-width: 7rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .bar .who span { position: absolute; left: -999rem; } /* still read aloud; on a phone the menu needs the room */
  .stack td.wide { display: none; } .timeline li { grid-template-columns: 1fr; } .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin: 0 0 .5rem; }
  table.stack, .stack caption, .stack tbody, .stack tr, .stack th, .stack td { display: block; } .stack thead { display: none; }
  .stack tr { border-bottom: 1px solid var(--line); padding: .6rem .9rem; } .stack th, .stack td, .stack td.number { border: 0; padding: .15rem 0; text-align: start; overflow-wrap: anywhere; }
  .stack [data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: .93rem; }
}
@media (prefers-reduced-motion: no-preference) { button, .button, .choices label { transition: background .12s, border-color .12s; } }
@media print { .bar, footer, .actions, .skip, .no-print { display: none !important; } body { background: #fff; font-size: 11pt; } .card { break-inside: avoid; border-color: #bbb; } main { max-width: none; padding: 0; } details::details-content { content-visibility: visible; block-size: auto; } }
`
