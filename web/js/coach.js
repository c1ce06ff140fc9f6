// Hints for newcomers: shown until dismissed, brought back from the list of keys. Never in the way.
import { choose, chosen } from "./choices.js";

function show() {
  const seen = chosen("seen") || [];
  for (const hint of document.querySelectorAll("[data-coach]")) hint.hidden = seen.includes(hint.dataset.coach);
}

export function watchCoach() {
  show();
  document.addEventListener("anlan:fresh", show);
  document.addEventListener("click", (event) => {
    const hint = event.target.closest("[data-dismiss]")?.closest("[data-coach]");
    if (hint) choose("seen", [...(chosen("seen") || []), hint.dataset.coach]);
    if (event.target.closest("[data-coach-again]")) choose("seen", []);
    if (hint || event.target.closest("[data-coach-again]")) show();
  });
}
