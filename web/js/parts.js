// Parts of a page that are asked again: the peek panel, a job that goes on. A small fetch of our own instead of
// htmx: only two things are ever swapped, all else is a plain link or form; so no 13 kB and no eval under our CSP.
export async function fetchPart(url, into) {
  into.setAttribute("aria-busy", "true");
  const asked = (into.dataset.asked = String(Number(into.dataset.asked || 0) + 1));
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (answer.redirected && new URL(answer.url).pathname !== new URL(url, location.href).pathname) return location.reload();
    const words = await answer.text();
    if (into.dataset.asked !== asked) return undefined; // a later question overtook this one
    if (answer.ok) into.innerHTML = words;
    into.dispatchEvent(new CustomEvent("anlan:part", { bubbles: true, detail: { ok: answer.ok } }));
    return answer.ok;
  } catch {
    return false; // no network: what stands there stays; the age label tells how old it is
  } finally {
    into.removeAttribute("aria-busy");
  }
}

// <section data-part="/imports/demo-j-000001/progress/" data-every="2">: the server leaves out data-again when it is over.
export function watchParts() {
  for (const box of document.querySelectorAll("[data-part][data-every]")) {
    const ask = async () => {
      if (!document.hidden) await fetchPart(box.dataset.part, box);
      if (box.querySelector("[data-again]")) setTimeout(ask, 1000 * box.dataset.every);
      else if (box.dataset.then) location.assign(box.dataset.then);
    };
    setTimeout(ask, 1000 * box.dataset.every);
  }
}
