// Being offline is a state, not an error: the header says so, and the page keeps what it shows.
export function watchNetwork() {
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
