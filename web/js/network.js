// Being offline is a state, not an error: the header says so, and the page keeps what it shows.
// What cannot be sent now is not lost: the page stays as it is, and says so where the form stands.
function keep(event) {
  if (navigator.onLine) return document.querySelectorAll("[data-unsent-here]").forEach((note) => note.remove());
  event.preventDefault();
  event.stopImmediatePropagation();
  if (document.querySelector("[data-unsent-here]")) return undefined;
  const note = Object.assign(document.createElement("div"), { className: "notice warn", textContent: document.getElementById("said")?.dataset.unsent });
  note.setAttribute("role", "alert");
  note.dataset.unsentHere = "";
  return document.querySelector("h1")?.after(note);
}

export function watchNetwork() {
  document.addEventListener("submit", keep, true);
  const label = document.querySelector(".sync[data-offline]");
  if (!label) return;
  const words = label.innerHTML;
  const say = () => {
    label.classList.toggle("off", !navigator.onLine);
    if (navigator.onLine) label.innerHTML = words;
    else label.textContent = label.dataset.offline;
  };
  addEventListener("online", say);
  addEventListener("offline", say);
  if (!navigator.onLine) say();
}
