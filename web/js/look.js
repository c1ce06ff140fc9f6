// Theme and density: buttons with data-look="theme:dark" in the person's menu, and two keys.
import { choose } from "./choices.js";

const root = document.documentElement;

export function look(what, value) {
  root.dataset[what] = value;
  choose(what, value);
  mark();
}

export const turn = (what, one, other) => look(what, root.dataset[what] === one ? other : one);

function mark() {
  for (const button of document.querySelectorAll("[data-look]")) {
    const [what, value] = button.dataset.look.split(":");
    button.setAttribute("aria-pressed", String((root.dataset[what] || "") === value));
  }
}

export function watchLook() {
  mark();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-look]");
    if (button) look(...button.dataset.look.split(":"));
  });
}
