// Makes pages nicer, never possible: everything works without it.
"use strict";
(() => {
  const errors = document.getElementById("errors");
  if (errors) errors.focus();

  // A link of the error summary leads to the control, with its label in sight.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".errors a");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    (control.closest(".field") || control).scrollIntoView();
    control.focus({ preventScroll: true });
  });

  // A form is sent once, however often its button is pressed. It may be sent again when the page is shown again, or
  // after a while: the answer may have been a file, or the reader may have stopped it.
  let sending = null;
  let touched = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    touched = false;
    if (form.method !== "post") return;
    if (sending === form) return event.preventDefault();
    sending = form;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    setTimeout(again, 8000);
  });
  const again = () => {
    sending = null;
    for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  };
  addEventListener("pageshow", again);

  // Answers that are not sent are not lost without a question.
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.method === "post") touched = true;
  });
  addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });

  // A long work says by itself how far it is, in place, so that nobody loses their place; when it is done the page is shown.
  const going = document.querySelector("progress[data-going]");
  if (going) {
    const said = document.getElementById("going");
    said.setAttribute("role", "status");
    const look = async () => {
      const answer = await fetch(location.href).catch(() => null);
      if (!answer || !answer.ok) return setTimeout(look, 5000);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("progress[data-going]");
      if (!now) return location.reload();
      going.value = now.value;
      said.textContent = page.getElementById("going").textContent;
      setTimeout(look, 2000);
    };
    setTimeout(look, 2000);
  }

  // How many characters are left, counted as the house counts them and told when the writer pauses.
  for (const area of document.querySelectorAll("textarea[data-limit]")) {
    const said = document.getElementById(area.id + "-limit");
    if (!said) continue;
    const limit = Number(area.dataset.limit);
    const words = said.textContent;
    said.setAttribute("aria-live", "polite");
    let waiting = 0;
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        said.textContent = words + " · " + [...area.value].length.toLocaleString(document.documentElement.lang) + " / " + limit.toLocaleString(document.documentElement.lang);
      }, 400);
    });
  }
})();
