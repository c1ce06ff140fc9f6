// A page that follows the journal. A stream tells that something on it changed, never what; the page then asks for
// itself again, and puts in what is new where that disturbs nobody: not while one writes, has chosen rows or words, or
// has a menu open. Else a quiet band says how many changes there are. Where no stream can be had, it asks now and then.
const SILENT_MS = 30_000; // three times as long as the house is silent where nothing changes
const OLD_MS = 600_000; // what a page is about that follows nothing is old after ten minutes, though the house is heard
const POLL_MS = 5_000, REST_MS = 1_000, AGAIN_MS = 60_000;
const { drill } = document.documentElement.dataset;
const ROOT = drill ? `/x/${drill}` : ""; // see faces/web/drill.py
const UNASKED = { "Anlan-Unasked": "1" };

let main, query, band, label, seq, seen, heardAt, lastAt, stream, poll, asking, later, followed;
let waiting = 0, touchedAt = 0, askedAt = 0, over = false;

// What the server writes anew for each visit, though nothing changed.
const plain = (html) => html.replace(/(name="(?:csrfmiddlewaretoken|command)" value=")[^"]*/g, "$1");
const unset = (box) => [...box.options].findIndex((one) => one.defaultSelected);
const changed = (box) =>
  box.type === "checkbox" || box.type === "radio" ? box.checked !== box.defaultChecked
  : box.tagName === "SELECT" ? box.selectedIndex !== Math.max(0, unset(box)) : box.type !== "hidden" && box.value !== box.defaultValue;
const boxes = () => [...main.querySelectorAll("input, textarea, select")];
const writes = (box) => box?.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit], [type=button])");

function disturbs() {
  const words = getSelection();
  return (
    (main.contains(document.activeElement) && writes(document.activeElement)) ||
    boxes().some(changed) || main.querySelector(".files li, details.menu[open]") ||
    (words && !words.isCollapsed && main.contains(words.anchorNode)) || document.querySelector("dialog[open]")
  );
}

// What stands where, by what a person would know it by again.
const known = (element) => element?.id || element?.getAttribute?.("href") || element?.name;
const again = (key) => key && [...main.querySelectorAll("[id], a[href], [name]")].find((one) => known(one) === key);

function put(fresh) {
  const top = [...main.querySelectorAll("a[href]")].find((one) => one.getBoundingClientRect().top >= 60);
  const [anchor, stood] = [known(top), top?.getBoundingClientRect().top];
  const focus = main.contains(document.activeElement) ? known(document.activeElement) : null;
  const cursor = known(main.querySelector(".cur a[href]"));
  const opened = [...main.querySelectorAll("details")].map((one) => one.open);
  const kept = boxes().filter(changed).map((box) => [box.name, box.value, box.checked]);
  const peek = main.querySelector("#peek")?.innerHTML;
  main.innerHTML = fresh.querySelector("#main").innerHTML;
  if (peek && main.querySelector("#peek")) main.querySelector("#peek").innerHTML = peek;
  for (const [at, one] of main.querySelectorAll("details").entries()) if (opened[at]) one.open = true;
  for (const [name, value, checked] of kept) {
    const box = boxes().find((one) => one.name === name && (one.type !== "checkbox" && one.type !== "radio" || one.value === value));
    if (box?.type === "checkbox" || box?.type === "radio") box.checked = checked;
    else if (box && box.type !== "file") box.value = value;
  }
  document.dispatchEvent(new CustomEvent("anlan:fresh", { detail: { cursor } }));
  again(focus)?.focus({ preventScroll: true });
  if (anchor && again(anchor)) scrollBy(0, again(anchor).getBoundingClientRect().top - stood);
}

// What is seen is as old as it was when the house was last heard, or when what changed was last put in: that is said.
function mark(isStale) {
  label?.classList.toggle("stale", isStale);
  for (const word of label?.querySelectorAll("[data-old]") || []) word.hidden = !isStale;
}

function tellOfNow(at) {
  heardAt = performance.now();
  mark(false);
  const face = label?.querySelector("time");
  if (face && at && !waiting) face.textContent = at;
}

const growStale = () => !document.hidden && performance.now() - heardAt >= (followed ? SILENT_MS : OLD_MS) && mark(true);

function say(n) {
  waiting = n;
  band.hidden = !n;
  if (n) band.querySelector("span").textContent = (n === 1 ? band.dataset.one : band.dataset.many).replace("{n}", n);
}

async function ask(forced) {
  askedAt = performance.now();
  const answer = await fetch(location.href, { headers: { ...UNASKED, Accept: "text/html" }, credentials: "same-origin" });
  if (answer.redirected || !answer.ok) return end();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const news = fresh.querySelector("#main");
  if (!news?.dataset.live) return end();
  for (const part of [".rail", ".bell"]) {
    const [stands, comes] = [document.querySelector(part), fresh.querySelector(part)];
    if (stands && comes && !stands.contains(document.activeElement)) stands.innerHTML = comes.innerHTML;
  }
  const says = plain(news.innerHTML);
  if (says === seen) return say(0);
  if (!forced && disturbs()) return say(Math.max(1, waiting));
  seen = says;
  document.title = fresh.title;
  put(fresh);
  return say(0);
}

// One question at a time, and none while a finger is on the page: what one is about to press stays where it is.
function askSoon(wait) {
  clearTimeout(later);
  later = setTimeout(async () => {
    if (document.hidden || over) return;
    if (asking || performance.now() - Math.max(touchedAt, askedAt) < REST_MS) return askSoon(REST_MS / 2);
    asking = true;
    try {
      await ask(false);
      if (!over) tellOfNow(lastAt);
    } catch {
      askSoon(POLL_MS); // no network: the page grows stale, and says so
    } finally {
      asking = false;
    }
    return undefined;
  }, wait);
}

function hear(told, id) {
  seq = Math.max(seq, Number(id) || seq);
  lastAt = told.at;
  if (told.n) {
    document.dispatchEvent(new CustomEvent("anlan:heard"));
    waiting += told.n;
    heardAt = performance.now();
    askSoon(told.wait || 0);
  } else if (!asking && followed) tellOfNow(told.at);
}

// The page is no longer the reader's: signed out, in another post, or out of reach. It stays, and says of when it is.
function end() {
  over = true;
  leave();
  mark(true);
  band.hidden = false;
  band.querySelector("span").textContent = band.dataset.over;
}

async function askNow() {
  if (document.hidden) return undefined;
  try {
    const answer = await fetch(`${ROOT}/live?${query}&after=${seq}`, { headers: UNASKED, credentials: "same-origin" });
    if (answer.status >= 400 && answer.status < 500) return end();
    if (answer.ok) {
      const told = await answer.json();
      hear(told, told.seq);
    }
  } catch {
    // as above
  }
  return undefined;
}

const askNowAndThen = () => (poll ??= setInterval(askNow, POLL_MS));

function listenAgain() {
  clearInterval(poll);
  poll = undefined;
}

function leave() {
  stream?.close();
  stream = undefined;
  listenAgain();
}

function follow() {
  if (over || document.hidden || stream) return;
  stream = new EventSource(`${ROOT}/live?${query}&after=${seq}`);
  for (const name of ["here", "changed"])
    stream.addEventListener(name, (event) => {
      listenAgain();
      hear(JSON.parse(event.data), event.lastEventId);
    });
  stream.addEventListener("over", () => {
    leave();
    askNow(); // which tells whether this page is no longer ours, or only has to ask from now on
    if (!over) askNowAndThen();
  });
  stream.addEventListener("error", () => {
    askNowAndThen();
    if (stream?.readyState !== EventSource.CLOSED) return; // it comes back by itself
    stream = undefined;
    askNow();
    setTimeout(follow, AGAIN_MS);
  });
}

export function watchLive() {
  main = document.querySelector("main[data-after]");
  band = document.getElementById("news");
  if (!main || !band) return;
  [query, seq, seen] = [main.dataset.live, Number(main.dataset.after), plain(main.innerHTML)];
  followed = !query.endsWith("&"); // else it is told of the reader's notices alone, and is of the moment at which it was read
  label = document.querySelector(".sync[data-stale]");
  tellOfNow();
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => (touchedAt = performance.now()), true);
  band.querySelector("button").addEventListener("click", () => (over ? location.reload() : ask(true).catch(growStale)));
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : follow()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", follow);
  setInterval(growStale, REST_MS * 5);
  follow();
}
