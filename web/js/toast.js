// The undo toast: ten seconds to take back what was just done. Pointing or focusing holds it, as WCAG 2.2.1 asks;
// the server alone decides whether it was still in time.
export function watchToast() {
  for (const toast of document.querySelectorAll(".toast[data-seconds]")) {
    let rest = Number(toast.dataset.seconds);
    const face = toast.querySelector("[data-rest]");
    const count = setInterval(() => {
      if (toast.matches(":hover, :focus-within")) return;
      rest -= 1;
      if (face) face.textContent = rest;
      if (rest > 0) return;
      clearInterval(count);
      toast.remove();
    }, 1000);
  }
}
