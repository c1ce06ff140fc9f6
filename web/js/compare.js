// Before and after: side by side, or one over the other with a slider (a range, so that arrows move it too).
export function watchCompare() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-compare]");
    if (!button) return;
    const box = document.getElementById(button.getAttribute("aria-controls"));
    box.classList.toggle("sliding", button.dataset.compare === "slide");
    for (const one of button.parentElement.querySelectorAll("[data-compare]")) one.setAttribute("aria-pressed", String(one === button));
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches(".compare .slide")) event.target.closest(".compare").style.setProperty("--at", `${event.target.value}%`);
  });
}
