// Runs before the first paint, so that nobody sees the wrong theme flash by. What is chosen belongs to a person,
// not to the machine: several people share the desk of the duty room.
import { chosen } from "./js/choices.js";

const root = document.documentElement;
root.classList.add("js");
root.dataset.theme = chosen("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
root.dataset.density = chosen("density") || "";
