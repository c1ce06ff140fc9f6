// What a person chose for the eyes and hands only: theme, density, whether single keys act, which hints were seen.
const name = () => `anlan.look.${document.documentElement.dataset.person || "nobody"}`;

function all() {
  try {
    return JSON.parse(localStorage.getItem(name())) || {};
  } catch {
    return {}; // storage may be forbidden: then nothing is remembered, and everything still works
  }
}

export const chosen = (what) => all()[what];

export function choose(what, value) {
  try {
    localStorage.setItem(name(), JSON.stringify({ ...all(), [what]: value }));
  } catch {
    // as above
  }
}
