// A warning is written: what is typed is kept and counted a moment later, and corners are clicked on the map.
// Without this script the same is done by the keys of the form, and corners are typed.
const WAIT = 700;
const RENEWED = ["reach", "preview", "ticks", "kept", "says-what", "says-do"];
let waiting = 0, asked = 0;

export function watchCompose() {
  const zone = document.querySelector("[data-zone]");
  if (zone) draw(zone);
  const form = document.querySelector("[data-compose]");
  if (!form) return;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => renew(form), WAIT); });
  form.addEventListener("submit", () => clearTimeout(waiting));
  draw(form);
}

async function renew(form) {
  const mine = ++asked;
  const body = new FormData(form);
  body.append("count", "1");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
    if (mine !== asked || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of RENEWED) {
      const fresh = page.getElementById(id);
      if (fresh) document.getElementById(id).replaceWith(document.adoptNode(fresh));
    }
    const [now, then] = [document, page].map((where) => where.querySelector("#drawing svg"));
    if (now && then) { then.setAttribute("viewBox", now.getAttribute("viewBox")); now.replaceChildren(...document.adoptNode(then).childNodes); }
  } catch (error) {
    console.warn(error); // what is typed stands in the form, and is sent with the next key
  }
}

function draw(form) {
  const box = document.getElementById("drawing"), text = form.elements.drawn;
  if (!box?.classList.contains("draws")) return;
  const [west, north, along, down] = ["west", "north", "along", "down"].map((name) => Number(box.dataset[name]));
  const svg = box.querySelector("svg"), whole = svg.getAttribute("viewBox");
  const rings = () => text.value.split("\n").map((line) => line.trim().split(/\s+/).filter(Boolean));
  const write = (lines) => {
    text.value = lines.map((line) => line.join(" ")).join("\n");
    sketch();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const sketch = () => {
    const at = rings().at(-1).map((pair) => pair.split(/[,，]/).map(Number)).filter((pair) => pair.every(Number.isFinite));
    svg.querySelector(".draft").setAttribute("points", at.map(([lon, lat]) => `${((lon - west) * along).toFixed(1)},${((north - lat) * down).toFixed(1)}`).join(" "));
  };
  svg.addEventListener("click", (event) => {
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const lines = rings();
    lines.at(-1).push(`${(west + spot.x / along).toFixed(6)},${(north - spot.y / down).toFixed(6)}`);
    write(lines);
  });
  const does = {
    undo: () => { const lines = rings(); if (!lines.at(-1).length && lines.length > 1) lines.pop(); lines.at(-1).pop(); write(lines); },
    next: () => { if (rings().at(-1).length) write([...rings(), []]); },
    clear: () => write([[]]),
    in: () => {
      const [x, y, w, h] = svg.getAttribute("viewBox").split(" ").map(Number);
      const drawn = svg.querySelector(".draft").getBBox(), has = drawn.width || drawn.height;
      const [cx, cy] = has ? [drawn.x + drawn.width / 2, drawn.y + drawn.height / 2] : [x + w / 2, y + h / 2];
      svg.setAttribute("viewBox", [cx - w / 4, cy - h / 4, w / 2, h / 2].map((n) => n.toFixed(1)).join(" "));
    },
    out: () => svg.setAttribute("viewBox", whole),
  };
  for (const button of box.querySelectorAll("[data-draw]")) button.addEventListener("click", () => does[button.dataset.draw]());
  sketch();
}
