// The member's look changes at once; the desk remembers it meanwhile.
for (const form of document.querySelectorAll("[data-looks]")) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=theme]");
    if (!button) return;
    event.preventDefault();
    document.documentElement.dataset.theme = button.value;
    for (const one of document.querySelectorAll("[data-looks] button")) {
      one.setAttribute("aria-pressed", String(one.value === button.value));
    }
    fetch(form.action, { method: "POST", body: new FormData(form, button), headers: { "HX-Request": "true" } }).then(() => {
      for (const frame of document.querySelectorAll(".pane iframe")) frame.src = frame.src; // it takes its look when it opens
    });
  });
}
