// Rows that are chosen in a ledger: how many, and what can be done with them. The form itself does it.
export function watchChosen() {
  bind();
  document.addEventListener("anlan:fresh", bind);
}

function bind() {
  const form = document.querySelector("form[data-choose]");
  if (!form) return;
  const bar = form.querySelector("[data-chosen]"), face = form.querySelector("[data-n]"), all = form.querySelector("[data-choose-all]");
  const boxes = [...form.querySelectorAll('input[name="among"]')];
  const tell = () => {
    const n = boxes.filter((box) => box.checked).length;
    bar.hidden = !n;
    face.textContent = n;
    all.checked = n > 0 && n === boxes.length;
    all.indeterminate = n > 0 && n < boxes.length;
  };
  form.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("reset", () => setTimeout(tell));
  addEventListener("pageshow", tell); // a browser that comes back brings its ticks along
  tell();
}
