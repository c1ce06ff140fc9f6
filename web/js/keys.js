// Single keys. A page says what works on it: <button data-key="KeyA">, <a data-go="t">.
// Matched on event.code: Chinese input methods report key="Process" and keyCode 229 for plain letters, but the
// physical code stays right. Nothing fires in a field, while composing, with Ctrl/Alt/Meta, or when switched off.
import { choose, chosen } from "./choices.js";
import { moves } from "./cursor.js";
import { turn } from "./look.js";

const WAIT_AFTER_G = 1200;
let gone = 0;

const typing = (target) =>
  target.isContentEditable ||
  /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
  (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|range|file)$/.test(target.type));

const shown = (element) => element.getClientRects().length > 0;
const first = (selector) => [...document.querySelectorAll(selector)].find(shown);

const search = () => first('input[type="search"]');
const dialog = () => document.querySelector("dialog.keys");

async function copyLink() {
  const place = document.querySelector("link[rel=canonical]");
  const said = document.getElementById("said");
  await navigator.clipboard.writeText(place ? place.href : location.href);
  if (said) said.textContent = said.dataset.copied;
}

async function copyText(button) {
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
  button.textContent = button.dataset.copied;
  const said = document.getElementById("said");
  if (said) said.textContent = button.dataset.copied;
}

const GLOBAL = {
  Slash: () => search()?.focus(),
  Period: () => turn("density", "compact", ""),
  "Shift+Period": () => turn("theme", "dark", "light"),
  "Shift+Slash": () => showKeys(),
  KeyP: () => print(),
  KeyY: () => copyLink(),
};

export function showKeys() {
  const box = dialog();
  if (!box || box.open) return;
  const list = box.querySelector("[data-here]");
  list.replaceChildren(...here().map(([key, words]) => line(key, words)));
  const works = (line) => !line.dataset.needs || document.querySelector(line.dataset.needs);
  if (document.querySelector("[data-list]")) list.append(...[...box.querySelector("[data-list-keys]").cloneNode(true).children].filter(works));
  const ours = new Set(here().map(([key]) => key)); // what the page does by a key, nothing else is said to do
  for (const other of box.querySelectorAll("[data-means]")) other.hidden = ours.has(other.dataset.means);
  list.parentElement.hidden = !list.children.length;
  box.showModal();
}

const spoken = (code) => code.replace("Shift+", "⇧ ").replace(/Key|Digit/, "");

function here() {
  const seen = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    const words = element.dataset.does || element.textContent.replace(element.querySelector("kbd")?.textContent || "", "");
    if (shown(element) && !element.closest("dialog")) seen.set(spoken(element.dataset.key), words.trim());
  }
  return [...seen];
}

function line(key, words) {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("kbd"), { textContent: key }), Object.assign(document.createElement("span"), { textContent: words }));
  return item;
}

function act(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function answer(event) {
  const asked = event.key === "?" || event.key === "？"; // wherever the layout has it
  const code = asked ? "Shift+Slash" : (event.shiftKey ? "Shift+" : "") + event.code;
  if (Date.now() - gone < WAIT_AFTER_G) {
    gone = 0;
    const letter = event.code.replace("Key", "").toLowerCase();
    const place = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
    if (place) return () => place.click();
  }
  if (code === "KeyG") return () => (gone = Date.now());
  const key = `[data-key="${CSS.escape(code)}"]`;
  const wanted = first(`[data-chosen] ${key}`) || first(key); // what is chosen comes before the page that it stands on
  if (wanted) return () => act(wanted);
  return moves(code) || GLOBAL[code];
}

function pressed(event) {
  if (event.code === "KeyK" && (event.ctrlKey || event.metaKey) && search()) {
    event.preventDefault();
    return search().focus();
  }
  if (event.code === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form && typing(event.target)) return event.target.form.requestSubmit();
  if (event.code === "Escape" && event.target.blur && typing(event.target)) event.target.blur();
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.repeat && !/^Key[JK]$/.test(event.code)) return undefined;
  if (typing(event.target) || dialog()?.open || chosen("keys") === "off") return undefined;
  if (/^(Enter|Space)$/.test(event.code) && event.target.closest("a, button, summary, input, label")) return undefined;
  const then = answer(event);
  if (!then) return undefined;
  event.preventDefault();
  return then();
}

export function watchKeys() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]")) showKeys();
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[data-copy-link]")) copyLink();
    const copies = event.target.closest("[data-copy]");
    if (copies) copyText(copies);
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  });
  const off = dialog()?.querySelector("[data-keys-switch]");
  if (!off) return;
  off.checked = chosen("keys") !== "off";
  off.addEventListener("change", () => choose("keys", off.checked ? "on" : "off"));
}
