// A major danger has to say more than a general one: where that is folded away, it is opened.
export function watchGrade() {
  bind();
  document.addEventListener("anlan:fresh", bind);
}

function bind() {
  const major = document.querySelector('input[name="grade"][value="major"]');
  major?.addEventListener("change", () => {
    for (const folded of major.form.querySelectorAll("details:has(.needed)")) folded.open = true;
  });
}
