#include "proofs-check/report_look.hpp"

namespace softlin::check {

namespace {

constexpr const char* k_light =
    R"css(color-scheme: light; --page: #f5f6f4; --card: #ffffff; --text: #1b1f24; --soft: #535b65;
  --line: #d9dde2; --strong: #8b949e; --band: #eef1f3; --accent: #1c5fa8; --on-accent: #ffffff;
  --proved: #0b5a2a; --proved-band: #dff3e5; --violated: #99201a; --violated-band: #fde7e4;
  --consistent: #154f94; --consistent-band: #e3eefc; --undecided: #6a4a00; --undecided-band: #fbf0d3;)css";

constexpr const char* k_dark =
    R"css(color-scheme: dark; --page: #121417; --card: #1b1e23; --text: #e7e9ec; --soft: #a9b1ba;
  --line: #343a41; --strong: #69727c; --band: #24282e; --accent: #86b9f5; --on-accent: #10151b;
  --proved: #84e0a2; --proved-band: #143321; --violated: #ffa79e; --violated-band: #431b18;
  --consistent: #9cc8ff; --consistent-band: #16304f; --undecided: #f2cb7d; --undecided-band: #3b2c0a;)css";

constexpr const char* k_rules = R"css(
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  overflow-wrap: break-word; }
math { font-family: "Latin Modern Math", "STIX Two Math", "STIX Math", "Cambria Math", "Libertinus Math", "TeX Gyre Termes Math", "Noto Sans Math", math, serif;
  font-size: 1.12em; }
a { color: var(--accent); }
code, pre, dd { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.875em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100vw; top: 0; z-index: 5; padding: 0.6rem 1rem; background: var(--card); }
.skip:focus { left: 0; }
.soft { color: var(--soft); }
header.top { padding: 2rem clamp(1rem, 3vw, 2.5rem) 1rem; max-width: 92rem; margin: 0 auto; }
header.top h1 { margin: 0 0 0.25rem; font-size: clamp(1.4rem, 3.5vw, 2.1rem); line-height: 1.2; letter-spacing: -0.01em; }
header.top { position: relative; }
header.top h1 { padding-right: 8.5rem; }
header.top p { margin: 0.6rem 0 0; max-width: 60rem; }
[name=theme] { position: absolute; top: 2rem; right: clamp(1rem, 3vw, 2.5rem); font-size: 0.9rem; }
.result { width: fit-content; padding: 0.2rem 0.75rem; border-radius: 14px; font-weight: 600; }
.result.good { color: var(--proved); background: var(--proved-band); }
.result.bad { color: var(--violated); background: var(--violated-band); }
.bar { position: sticky; top: 0; z-index: 3; background: var(--page); border-block: 1px solid var(--line); }
.bar form { display: flex; flex-wrap: wrap; gap: 0.5rem 0.6rem; align-items: center; max-width: 92rem; margin: 0 auto;
  padding: 0.6rem clamp(1rem, 3vw, 2.5rem); }
.bar[hidden] { display: none; }
fieldset { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0; padding: 0; border: 0; min-width: 0; }
legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.search { flex: 1 1 8rem; min-width: 0; }
.search input { width: 100%; max-width: 30rem; }
input[type=search], button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--strong); border-radius: 8px;
  padding: 0.35rem 0.7rem; min-height: 2.25rem; }
::placeholder { color: var(--soft); opacity: 1; }
button { cursor: pointer; }
button:hover, .pick:hover { border-color: var(--accent); }
.pick { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 2.25rem; padding: 0.25rem 0.65rem; border: 1px solid var(--strong); font-size: 0.94rem;
  border-radius: 99px; background: var(--card); cursor: pointer; }
.pick input { accent-color: var(--accent); margin: 0; }
.pick:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.pick :focus-visible { outline: none; }
.pick .count { color: var(--soft); font-variant-numeric: tabular-nums; }
output { color: var(--soft); font-variant-numeric: tabular-nums; }
.layout { max-width: 92rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem) 4rem; }
.contents { margin: 1rem 0; }
.contents > details > summary { font-weight: 600; cursor: pointer; padding: 0.35rem 0; }
.contents h2 { margin: 0.9rem 0 0.2rem; font-size: 0.9rem; line-height: 1.3; }
.contents h2 a { color: inherit; text-decoration: none; }
.contents ul { list-style: none; margin: 0; padding: 0; font-size: 0.85rem; }
.contents li a { display: flex; gap: 0.5rem; padding: 0.12rem 0.3rem; text-decoration: none; color: var(--text); border-radius: 4px; overflow-wrap: anywhere; }
.contents li a:hover { background: var(--band); }
.contents li a span { flex: none; width: 1.2em; text-align: center; font-weight: 700; }
@media (min-width: 70rem) {
  .layout { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 0 2.5rem; }
  .contents { position: sticky; top: 4.2rem; align-self: start; max-height: calc(100vh - 5rem); overflow-y: auto; padding-bottom: 2rem; }
}
main > section > h2 { margin: 2rem 0 0.75rem; font-size: 1.3rem; line-height: 1.25; }
article { margin: 0 0 1.25rem; padding: 1.1rem clamp(0.9rem, 2.2vw, 1.6rem) 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  content-visibility: auto; contain-intrinsic-size: auto 30rem; }
article.surprise { border-color: var(--violated); border-left-width: 5px; }
article > header { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: baseline; justify-content: space-between; }
article h3 { margin: 0; font-size: 1.08rem; overflow-wrap: anywhere; }
article h3 a { color: inherit; text-decoration: none; }
article h3 a:hover { text-decoration: underline; }
.tally { display: flex; flex-wrap: wrap; gap: 0.35rem; margin: 0; }
.chip { display: inline-block; padding: 0.05rem 0.6rem; border-radius: 99px; font-size: 0.85rem; font-weight: 600; white-space: nowrap; }
.chip i { font-style: normal; }
.proved { color: var(--proved); }
.violated { color: var(--violated); }
.consistent { color: var(--consistent); }
.undecided { color: var(--undecided); }
.chip.proved { background: var(--proved-band); }
.chip.violated { background: var(--violated-band); }
.chip.consistent { background: var(--consistent-band); }
.chip.undecided { background: var(--undecided-band); }
.statement { margin: 0.5rem 0; overflow-x: auto; overflow-y: hidden; font-size: 1.05rem; max-width: 62rem; }
.formula { margin: 0.6rem 0; padding: 0.6rem 0.9rem; background: var(--band); border-radius: 8px; overflow-x: auto; line-height: 2.1; }
.formula p { margin: 0; }
.name { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.92em; }
.facts { margin: 0.5rem 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 1rem; font-size: 0.92rem; line-height: 1.65; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; font: inherit; min-width: 0; overflow-x: auto; overflow-y: hidden; }
.facts ul { margin: 0; padding: 0; list-style: none; }
article details > summary { cursor: pointer; }
article > details { margin: 0.4rem 0; font-size: 0.92rem; }
article > details > summary { color: var(--accent); padding: 0.15rem 0; width: fit-content; }
.plot { max-width: 46rem; margin: 0.5rem 0; padding: 0.6rem; background: #ffffff; border: 1px solid var(--line); border-radius: 8px; }
.plot svg { display: block; width: 100%; height: auto; }
.scroll { overflow-x: auto; margin-top: 0.6rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th, td { padding: 0.3rem 0.7rem; text-align: left; vertical-align: baseline; }
th { color: var(--soft); font-weight: 600; font-size: 0.85rem; border-bottom: 1px solid var(--strong); white-space: nowrap; }
th:first-child, td:first-child { padding-left: 0.4rem; }
tbody { border-bottom: 1px solid var(--line); }
td { padding-bottom: 0; }
td sup { line-height: 0; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.more td { padding-top: 0; padding-bottom: 0.3rem; font-size: 0.85rem; }
.more summary { color: var(--soft); width: fit-content; max-width: 100%; }
.more summary:hover { color: var(--accent); }
tbody.surprise { background: var(--violated-band); }
tbody.surprise td:first-child { box-shadow: inset 4px 0 var(--violated); }
.more dl { margin: 0.4rem 0 0.6rem; padding: 0.7rem 0.9rem; background: var(--band); border-radius: 8px; display: grid;
  grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 1rem; }
.more dt { color: var(--soft); }
.more dd { margin: 0; overflow-wrap: anywhere; }
dd pre { font-size: 1em; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
article > details pre { padding: 0.7rem 0.9rem; background: var(--band); border-radius: 8px; margin-top: 0.3rem; }
.copy { margin: 0.3rem 0 0; padding: 0.1rem 0.6rem; min-height: 1.75rem; font: 0.85rem system-ui, sans-serif; }
.none { margin: 2rem 0; }
[hidden] { display: none !important; }
@media (max-width: 46rem) {
  html { scroll-padding-top: 1rem; }
  .bar { position: static; }
  header.top h1 { padding-right: 0; }
  [name=theme] { position: static; margin-top: 0.6rem; }
  .search, .search input { flex-basis: 100%; max-width: none; }
  .facts { grid-template-columns: minmax(0, 1fr); }
  .facts dt { margin-top: 0.3rem; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody { padding: 0.5rem 0; }
  tbody tr:first-child { display: grid; grid-template-columns: 1fr 1fr; gap: 0.1rem 1rem; }
  td, td.n, td:first-child { padding: 0.1rem 0.3rem; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  td[data-h]::before { content: attr(data-h); display: block; color: var(--soft); font-size: 0.78rem; line-height: 1.2; }
  .more dl { grid-template-columns: minmax(0, 1fr); }
}
@media print {
  :root { --page: #fff; --card: #fff; --band: #f3f4f5; }
  @page { margin: 14mm; }
  html { font-size: 9pt; }
  .bar, .contents, .skip, .copy, [name=theme] { display: none !important; }
  .layout { display: block; padding: 0; max-width: none; }
  header.top { padding: 0; max-width: none; }
  article { content-visibility: visible; border: 0; border-top: 1px solid #999; border-radius: 0; padding: 8pt 0; margin: 0; }
  article.surprise { border-left: 0; }
  main > section > h2, article > header, .statement, .formula { break-after: avoid; }
  .formula { overflow: visible; }
  .scroll { overflow: visible; }
  tbody, .plot, .formula { break-inside: avoid; }
  thead { display: table-header-group; }
  article details:not([open]) { display: none; }
  .plot { max-width: 12cm; }
  a { color: inherit; text-decoration: none; }
  .chip { border: 1px solid currentColor; }
}
)css";

constexpr const char* k_script = R"js(
"use strict";
const one = (selector, root = document) => root.querySelector(selector);
const every = (selector, root = document) => [...root.querySelectorAll(selector)];
const bar = one(".bar"), theme = one("[name=theme]"), form = one("form"), root = document.documentElement;
const boxes = every("[name=verdict]"), search = form.elements.q;
const sections = every("main > section").map(section => ({
  section, claims: every("article", section).map(article => ({
    article, entry: one('.contents li a[href="#' + article.id + '"]').parentElement,
    rows: every("tbody", article), text: null })) }));
const claims = sections.flatMap(section => section.claims);
const total = claims.reduce((sum, claim) => sum + claim.rows.length, 0);
const words = text => text.toLowerCase().split(/\s+/).filter(word => word);
const textOf = claim => claim.text ??= every("header, .statement, .formula, .facts, .model", claim.article)
  .map(part => part.textContent).join(" ").toLowerCase() + " " + (claim.article.dataset.text ?? "").toLowerCase();
let at = "";

const show = () => {
  const verdicts = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const wanted = words(search.value), surprises = form.elements.unexpected.checked;
  let rows = 0, shown = 0;
  for (const { section, claims } of sections) {
    let any = false;
    for (const claim of claims) {
      const found = wanted.every(word => textOf(claim).includes(word));
      let here = 0;
      for (const row of claim.rows) {
        row.hidden = !(found && verdicts.has(row.dataset.verdict) && (!surprises || row.classList.contains("surprise")));
        if (!row.hidden) ++here;
      }
      const visible = here > 0 || (found && claim.rows.length === 0 && !surprises && verdicts.size === boxes.length);
      claim.article.hidden = claim.entry.hidden = !visible;
      any ||= visible;
      rows += here;
      shown += visible ? 1 : 0;
    }
    section.hidden = !any;
    one('.contents [data-for="' + section.id + '"]').hidden = !any;
  }
  one("output").textContent = (rows < total ? rows + " of " : "") + total + (total === 1 ? " row, " : " rows, ") +
    shown + (shown === 1 ? " claim" : " claims");
  one(".none").hidden = shown > 0;
};

const figures = () => {
  for (const details of every(".figure")) details.open = form.elements.figures.checked;
};

const state = () => {
  const parts = new URLSearchParams();
  if (search.value.trim()) parts.set("q", search.value.trim());
  if (!boxes.every(box => box.checked)) parts.set("verdict", boxes.filter(box => box.checked).map(box => box.value).join(","));
  for (const name of ["unexpected", "figures"]) if (form.elements[name].checked) parts.set(name, "1");
  const text = parts.toString().replaceAll("%2C", ",");
  if (at && text) return text + "&at=" + at;
  return at || text;
};

const save = () => {
  const text = state();
  try {
    history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  } catch {
    location.hash = text;
  }
};

const restore = () => {
  const hash = location.hash.slice(1);
  const parts = new URLSearchParams(hash.includes("=") ? hash : "");
  const target = hash.includes("=") ? parts.get("at") ?? "" : decodeURIComponent(hash);
  if (hash.includes("=") || hash === "") {
    search.value = parts.get("q") ?? "";
    const verdicts = parts.has("verdict") ? new Set(parts.get("verdict").split(",")) : null;
    for (const box of boxes) box.checked = verdicts === null || verdicts.has(box.value);
    for (const name of ["unexpected", "figures"]) form.elements[name].checked = parts.has(name);
    figures();
  }
  at = target;
  const place = target && document.getElementById(target);
  show();
  if (place && place.closest("[hidden]")) {  // what a link names is shown, whatever the filters say
    form.reset();
    show();
  }
  if (place) place.scrollIntoView();
};

form.addEventListener("input", event => {
  at = "";
  if (event.target.name === "figures") figures();
  show();
  save();
});
form.addEventListener("reset", () => setTimeout(() => { at = ""; figures(); show(); save(); }));
form.addEventListener("submit", event => event.preventDefault());
addEventListener("hashchange", restore);
document.addEventListener("click", event => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || link.classList.contains("skip") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  at = link.getAttribute("href").slice(1);
  const text = state();
  try { history.pushState(null, "", "#" + text); } catch { location.hash = text; }
  const place = document.getElementById(at);
  place.scrollIntoView();
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
});
addEventListener("keydown", event => {
  const typing = event.target.closest("input[type=search], textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape" && event.target === search && search.value) {
    event.preventDefault();
    search.value = "";
    search.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

const copy = async (source, button) => {
  const text = source.textContent;
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    done = document.execCommand("copy");
  }
  button.textContent = done ? "Copied" : "Selected: press Ctrl+C";
  setTimeout(() => { button.textContent = "Copy"; }, 2500);
};
document.addEventListener("toggle", event => {
  if (!event.target.open) return;
  for (const source of every("pre", event.target)) {
    if (source.nextElementSibling?.className === "copy") continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(source, button));
    source.after(button);
  }
}, true);

const themes = ["auto", "light", "dark"];
const paint = name => {
  if (name === "auto") delete root.dataset.theme; else root.dataset.theme = name;
  theme.textContent = "Theme: " + name;
  theme.value = name;
};
let chosen = "auto";
try { chosen = localStorage.getItem("softlin-theme") ?? "auto"; } catch { /* nothing is kept */ }
paint(themes.includes(chosen) ? chosen : "auto");
theme.addEventListener("click", () => {
  const name = themes[(themes.indexOf(theme.value) + 1) % themes.length];
  paint(name);
  try { localStorage.setItem("softlin-theme", name); } catch { /* nothing is kept */ }
});

const contents = one(".contents > details"), wide = matchMedia("(min-width: 70rem)");
const unfold = () => { contents.open = wide.matches; };
wide.addEventListener("change", unfold);
unfold();
bar.hidden = theme.hidden = false;
restore();
)js";

}  // namespace

const std::string& report_style() {
  static const std::string style =
      std::string("\n:root { ") + k_light +
      " }\n@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) { " + k_dark +
      " } }\n@media screen { :root[data-theme=dark] { " + k_dark + " } }" + k_rules;
  return style;
}

const std::string& report_script() {
  static const std::string script = k_script;
  return script;
}

}  // namespace softlin::check
