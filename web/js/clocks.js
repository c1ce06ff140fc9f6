// Clocks that count: <span class="due" data-due="…"> and <time class="age" data-since="…">. Never announced live.
// The words come from the server in the page's language; the moment is the server's, carried on from page load.
const MINUTE = 60, HOUR = 3600, DAY = 86400;

const told = () => JSON.parse(document.getElementById("clock-words")?.textContent || "null");
const fill = ([one, many], n) => (n === 1 ? one : many).replace("{n}", n);

export function span(words, seconds) {
  const days = Math.floor(seconds / DAY), hours = Math.floor(seconds / HOUR), minutes = Math.floor(seconds / MINUTE);
  if (days >= 2) return fill(words.days, days);
  if (days === 1) return hours > 24 ? `${fill(words.days, 1)} ${fill(words.hours, hours - 24)}` : fill(words.days, 1);
  if (hours) return fill(words.hours, hours);
  return minutes ? fill(words.minutes, minutes) : words.moment;
}

export function left(words, due, now) {
  const seconds = (due - now) / 1000;
  return (seconds < 0 ? words.late : words.left).replace("{span}", span(words, Math.abs(seconds)));
}

export function age(words, since, now) {
  const seconds = (now - since) / 1000;
  return seconds < MINUTE ? words.now : words.ago.replace("{span}", span(words, seconds));
}

export function watchClocks() {
  const words = told();
  const at = Date.parse(document.documentElement.dataset.at);
  if (!words || Number.isNaN(at)) return;
  const opened = performance.now();
  const now = () => at + (performance.now() - opened);
  const count = () => {
    if (document.hidden) return;
    for (const clock of document.querySelectorAll("[data-due]")) {
      const due = Date.parse(clock.dataset.due);
      const face = clock.querySelector("b");
      const says = left(words, due, now());
      if (face && face.textContent !== says) face.textContent = says;
      clock.classList.toggle("late", due < now());
      clock.classList.toggle("soon", due >= now() && due - now() < DAY * 1000);
    }
    for (const label of document.querySelectorAll("[data-since]")) label.textContent = age(words, Date.parse(label.dataset.since), now());
  };
  count();
  setInterval(count, 20_000);
  for (const then of ["visibilitychange", "anlan:fresh"]) document.addEventListener(then, count);
}
