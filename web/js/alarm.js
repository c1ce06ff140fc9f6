// What calls whoever looks at the page sounds until he answers: a tone made here, the title, a notification of the computer.
// The house tells over the stream that something changed; where there is none, it is asked now and then. Nothing mutes it.
const EVERY_MS = 20_000, SOON_MS = 300, TURN_MS = 1_000;
const { drill } = document.documentElement.dataset;
const ROOT = drill ? `/x/${drill}` : "";
const UNASKED = { "Anlan-Unasked": "1" };

let band, sound, turn, soon, stream, shownFor, title;
let told = { n: 0 };

// Two tones, one after the other, as no other program makes them; the browser lets them sound once the page was touched.
function tone() {
  if (navigator.userActivation?.hasBeenActive === false) return false; // the browser would not let it sound, and complain
  sound ??= new AudioContext();
  sound.resume();
  for (const [at, pitch] of [[0, 880], [0.25, 660]]) {
    const [voice, loud] = [sound.createOscillator(), sound.createGain()];
    voice.type = "square";
    voice.frequency.value = pitch;
    loud.gain.setValueAtTime(0.25, sound.currentTime + at);
    loud.gain.setTargetAtTime(0, sound.currentTime + at + 0.18, 0.02);
    voice.connect(loud).connect(sound.destination);
    voice.start(sound.currentTime + at);
    voice.stop(sound.currentTime + at + 0.25);
  }
  return sound.state === "running";
}

function show(says, tag) {
  if (!("Notification" in window) || Notification.permission !== "granted") return false;
  const note = new Notification(band.dataset.title, { body: says, tag, requireInteraction: true });
  note.addEventListener("click", () => (window.focus(), note.close()));
  return true;
}

function ring() {
  const mark = band.dataset.mark;
  const plain = document.title.startsWith(mark) ? document.title.slice(mark.length) : document.title;
  document.title = document.title.startsWith(mark) ? plain : mark + plain;
  band.querySelector("[data-mute]").hidden = tone();
}

function stop() {
  clearInterval(turn);
  turn = undefined;
  if (document.title.startsWith(band.dataset.mark)) document.title = document.title.slice(band.dataset.mark.length);
}

function set(fresh) {
  told = fresh;
  band.hidden = !told.n;
  if (!told.n) return stop();
  band.querySelector("b").textContent = told.says;
  band.querySelector("a").href = ROOT + told.href;
  if (shownFor !== told.no) show(told.says, told.no);
  shownFor = told.no;
  turn ??= setInterval(ring, TURN_MS);
  return undefined;
}

async function look() {
  try {
    const answer = await fetch(`${ROOT}/alarm/`, { headers: UNASKED, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) set(await answer.json());
  } catch {
    // no network: what sounded sounds on
  }
}

function lookSoon() {
  clearTimeout(soon);
  soon = setTimeout(look, SOON_MS);
}

// A page that nobody looks at follows nothing but this.
function turned() {
  stream?.close();
  stream = undefined;
  if (!document.hidden) return lookSoon();
  const after = document.querySelector("#main")?.dataset.after;
  if (after === undefined) return undefined;
  stream = new EventSource(`${ROOT}/live?about=items&after=${after}`);
  stream.addEventListener("changed", lookSoon);
  stream.addEventListener("over", () => stream.close());
  return undefined;
}

async function test(event) {
  const asked = event.target.closest("[data-alarm-test]");
  if (!asked) return;
  if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
  const box = asked.closest("[data-alarm]");
  const was = document.title;
  document.title = band.dataset.mark + was;
  const shown = show(band.dataset.test, "test");
  for (const after of [0, 900, 1800]) setTimeout(tone, after);
  setTimeout(() => (document.title = was), 4_000);
  for (const field of box.querySelectorAll("[name=shown]")) field.value = String(shown);
  for (const answer of box.querySelectorAll("[data-alarm-said]")) answer.hidden = false;
}

export function watchAlarm() {
  band = document.querySelector("#alarm");
  if (!band) return;
  document.addEventListener("click", test);
  document.addEventListener("anlan:heard", lookSoon);
  document.addEventListener("visibilitychange", turned);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => told.n && sound?.resume());
  setInterval(look, EVERY_MS);
  look();
}
