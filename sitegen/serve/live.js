// The script of the preview: it listens while the tab can be seen, loads the page again when it is
// another one, and shows what is wrong. `sitegen build` writes no page that names it.
"use strict";

const LIVE = document.currentScript;
const SOONEST = 500, LATEST = 10000; // milliseconds until a stream that was refused is asked for
const STYLE = `
  :host { all: initial; font: 14px/1.5 system-ui, sans-serif; color-scheme: light dark; }
  .bar, .notice { position: fixed; z-index: 2147483647; color: #f4f6f8; background: #1b2733; }
  .bar { inset: auto auto 0.5rem 0.5rem; max-width: calc(100vw - 1rem); border-radius: 6px;
    box-shadow: 0 1px 6px #0006; }
  .draft { color: #1b2733; background: #ffd43b; }
  .draft dt { color: inherit; }
  summary { padding: 0.15rem 0.6rem; cursor: pointer; }
  .bar[open] summary { border-bottom: 1px solid #ffffff40; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0 0.8rem; margin: 0; padding: 0.5rem 0.6rem;
    overflow-wrap: anywhere; }
  dt { color: #b8c4d0; } dd { margin: 0; }
  form { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; padding: 0 0.6rem 0.6rem; }
  input, button { font: inherit; }
  .notice { inset: 0 0 auto 0; padding: 0.6rem 1rem; overflow-wrap: anywhere; white-space: pre-wrap; }
  .failure { inset: 0; padding: 2rem; background: #1b2733f2; overflow: auto; font-size: 16px; }
  .failure h1 { margin: 0 0 1rem; font-size: 1.4rem; }
  [hidden] { display: none; }
  @media print { :host { display: none; } }
  :focus-visible { outline: 2px solid #ffd43b; outline-offset: 2px; }
`;
const SHAPE = `
  <details class="bar" part="bar">
    <summary>Preview</summary>
    <dl></dl>
    <form><label>Moment, UTC <input type="datetime-local" name="now"></label>
      <button>Show</button><button type="reset">Present</button></form>
  </details>
  <div class="notice" role="status" hidden></div>
  <div class="notice failure" role="alert" hidden><h1>This page cannot be made</h1><div></div></div>
`;

const preview = document.createElement("sitegen-preview");
const root = preview.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
root.adoptedStyleSheets = [sheet];
root.innerHTML = SHAPE;
document.body.append(preview);

const [bar, banner, failure] = root.children;
const summary = root.querySelector("summary");
const here = new URL(location.href);
const moment = here.searchParams.get("now");
let key = LIVE.dataset.key;
let stream = null;
let wait = SOONEST;
let again = 0;

function show(element, text) {
  element.hidden = !text;
  (element.querySelector("div") || element).textContent = text || "";
}

function describe(about) {
  const lines = {
    Made: about.reason + ", in " + about.milliseconds + " ms",
    From: about.source,
    View: about.view,
    Template: about.template && "templates/" + about.template,
  };
  summary.textContent = (about.draft ? "Draft, not published" : "Preview") + (moment ? " at " + moment : "");
  bar.classList.toggle("draft", about.draft);
  const list = root.querySelector("dl");
  list.replaceChildren();
  for (const [name, value] of Object.entries(lines)) {
    if (!value) continue;
    const term = document.createElement("dt");
    const detail = document.createElement("dd");
    term.textContent = name;
    detail.textContent = value;
    list.append(term, detail);
  }
}

// The new sheet is loaded before the old one goes, so that the page is never without one.
function restyle(urls) {
  for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
    const url = urls[link.getAttribute("href")];
    if (!url) continue;
    const next = link.cloneNode();
    next.href = url;
    next.addEventListener("load", () => link.remove(), { once: true });
    link.after(next);
  }
}

function hear(state) {
  show(banner, state.banner);
  show(failure, state.failure);
  if (state.about) describe(state.about);
  if (state.banner || state.failure || state.key === key) return;
  if (state.restyled && state.restyled.key === key) {
    restyle(state.restyled.urls);
    key = state.key;
  } else {
    location.reload();
  }
}

function listen() {
  if (stream || document.visibilityState === "hidden") return;
  const url = location.pathname + location.search;
  stream = new EventSource("/_sitegen/events?url=" + encodeURIComponent(url));
  stream.addEventListener("message", (event) => {
    wait = SOONEST;
    hear(JSON.parse(event.data));
  });
  stream.addEventListener("error", (event) => {
    if (event.target.readyState === EventSource.CLOSED) listenAgain();
  });
}

// A browser asks again for a stream that ended, but not for one that it was refused.
function listenAgain() {
  rest();
  again = setTimeout(listen, wait);
  wait = Math.min(2 * wait, LATEST);
}

function rest() {
  clearTimeout(again);
  if (stream) stream.close();
  stream = null;
}

// A tab that nobody sees holds no connection: browsers have few of them for one host.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") rest();
  else listen();
});
addEventListener("pagehide", rest);
addEventListener("pageshow", listen);

// Another moment goes along with the links that are followed, if they lead to another page.
function at(url, now) {
  if (now) url.searchParams.set("now", now);
  else url.searchParams.delete("now");
  return url;
}

const form = root.querySelector("form");
if (moment) {
  form.now.value = moment.slice(0, 16);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const url = link && (link.href.baseVal ?? link.href); // in SVG it is animated
    if (!url || !URL.canParse(url, document.baseURI)) return;
    const there = new URL(url, document.baseURI);
    if (there.origin !== location.origin) return;
    const [address, place] = at(there, moment).href.split("#");
    const isHere = place !== undefined && address === at(new URL(here), moment).href.split("#")[0];
    link.setAttribute("href", isHere ? location.pathname + location.search + "#" + place : there.href);
  }, true);
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  location.assign(at(here, form.now.value));
});
form.addEventListener("reset", () => location.assign(at(here, "")));

listen();
