// The cursor of a list: J and K move it, Enter opens, X selects (with Shift: from the last one on), Space peeks. A list is marked data-list, a row data-row.
import { fetchPart } from "./parts.js";

const WAIT_BEFORE_PEEK = 150;
let soon, chosenLast;

const rows = () => [...document.querySelectorAll("[data-list] [data-row]")];
const current = () => document.querySelector("[data-list] [data-row].cur");
const link = (row) => row?.querySelector("a[data-open], a[href]");

function put(row, { scroll = true } = {}) {
  if (!row) return;
  const before = current();
  before?.classList.remove("cur");
  before?.removeAttribute("aria-current");
  row.classList.add("cur");
  row.setAttribute("aria-current", "true");
  if (scroll) row.scrollIntoView({ block: "nearest" });
  peekAt(row);
}

// Only where the panel is seen; and only when the cursor rests.
function peekAt(row) {
  const panel = document.getElementById("peek");
  if (!row?.dataset.peek || !panel || !panel.getClientRects().length) return;
  clearTimeout(soon);
  soon = setTimeout(() => fetchPart(row.dataset.peek, panel), WAIT_BEFORE_PEEK);
}

function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  put(all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))]);
}

const box = (row) => row?.querySelector("input[type=checkbox]");

function select() {
  chosenLast = current();
  box(chosenLast)?.click();
}

// From the last one selected to where the cursor stands.
function selectRange() {
  const all = rows();
  const [from, to] = [all.indexOf(chosenLast), all.indexOf(current())].sort((a, b) => a - b);
  if (from < 0) return select();
  for (const row of all.slice(from, to + 1)) if (box(row)) box(row).checked = true;
  box(all[to])?.dispatchEvent(new Event("change", { bubbles: true }));
  return undefined;
}

// To the first row of the next or previous group.
function leap(by) {
  const groups = [...document.querySelectorAll("[data-list] [data-group]")].filter((group) => group.querySelector("[data-row]"));
  const at = groups.indexOf(current()?.closest("[data-group]"));
  put(groups[Math.max(0, Math.min(groups.length - 1, at + by))]?.querySelector("[data-row]"));
}

export function moves(code) {
  const all = rows();
  if (!all.length) return undefined;
  return {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    BracketRight: () => leap(1),
    BracketLeft: () => leap(-1),
    Enter: () => link(current())?.click(),
    Space: () => peekAt(current()),
    KeyX: select,
    "Shift+KeyX": selectRange,
  }[code];
}

export function watchCursor() {
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-list] [data-row]");
    if (row && !event.target.closest("a, button, input, label, summary")) put(row);
  });
  document.addEventListener("anlan:fresh", (event) => start(event.detail.cursor));
  if (!current()) start();
}

// At the row that it stood on before, as far as that is still there.
const start = (href) => put(rows().find((row) => href && row.querySelector("a[href]")?.getAttribute("href") === href) || rows()[0], { scroll: false });
