// Files go up one by one as soon as they are chosen, each with its own bar; the form then carries their numbers only.
// Without this script the form sends the files itself.
// A form that is sent too early waits for its files.
function waitForFiles(event) {
  const form = event.currentTarget;
  if (!form.querySelector(".files li[data-sending]")) return;
  event.preventDefault();
  form.dataset.waiting = "1";
  form.setAttribute("aria-busy", "true");
}

function done(line, form) {
  delete line.dataset.sending;
  if (!form.dataset.waiting || form.querySelector(".files li[data-sending]")) return;
  delete form.dataset.waiting;
  form.removeAttribute("aria-busy");
  if (!form.querySelector(".files li.bad")) form.requestSubmit();
}

function send(file, box, line) {
  const form = box.closest("form");
  const bar = line.querySelector("progress"), state = line.querySelector(".state");
  const ask = new XMLHttpRequest();
  const body = new FormData();
  body.append("file", file);
  ask.open("POST", box.dataset.upload);
  ask.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]")?.value || "");
  ask.upload.addEventListener("progress", (event) => event.lengthComputable && (bar.value = event.loaded / event.total));
  ask.addEventListener("load", () => {
    let answer = {};
    try { answer = JSON.parse(ask.responseText); } catch { /* not ours: the line says that it failed */ }
    if (ask.status >= 300 || !answer.file) return failed(line, answer.says || box.dataset.failed);
    bar.value = 1;
    state.textContent = box.dataset.done;
    const kept = Object.assign(document.createElement("input"), { type: "hidden", name: box.dataset.name, value: answer.file });
    line.append(kept);
  });
  ask.addEventListener("error", () => failed(line, box.dataset.failed));
  ask.addEventListener("loadend", () => done(line, form));
  line.dataset.sending = "1";
  ask.send(body);
  return ask;
}

function failed(line, words) {
  line.classList.add("bad");
  line.querySelector(".state").textContent = words;
}

function show(file, box) {
  const line = box.querySelector("template").content.firstElementChild.cloneNode(true);
  line.querySelector(".name").textContent = file.name;
  box.querySelector("ul").append(line);
  const ask = send(file, box, line);
  line.querySelector("button").addEventListener("click", () => {
    ask.abort();
    line.remove();
  });
}

export function watchFiles() {
  bind();
  document.addEventListener("anlan:fresh", bind);
}

function bind() {
  for (const box of document.querySelectorAll("[data-upload]")) {
    const chooser = box.querySelector("input[type=file]");
    box.closest("form").addEventListener("submit", waitForFiles);
    chooser.removeAttribute("name");
    chooser.addEventListener("change", () => {
      if (!chooser.multiple) box.querySelector("ul").replaceChildren();
      for (const file of chooser.files) show(file, box);
      chooser.value = "";
    });
    box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
    box.addEventListener("dragleave", () => box.classList.remove("over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("over");
      for (const file of chooser.multiple ? event.dataTransfer.files : [...event.dataTransfer.files].slice(0, 1)) show(file, box);
    });
  }
}
