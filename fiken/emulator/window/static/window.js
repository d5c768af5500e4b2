// The pages work without this file. With it, they follow what happens, and texts can be copied.
"use strict";

// Milliseconds between two looks. Books so large that a page takes long are looked at less often,
// so that the emulator has most of its time for requests.
const PAUSE = 1000;
const LONGEST_PAUSE = 5000;
let timer = 0;
let isAsking = false;

// An element that a person uses or has marked is left alone.
const isInUse = (element) => {
  const selection = document.getSelection();
  return element.contains(document.activeElement) ||
    (!selection.isCollapsed && selection.containsNode(element, true));
};

const show = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  // An emulator that was started again has another token for forms.
  const token = page.querySelector("[name=form_token]");
  for (const field of token ? document.querySelectorAll("[name=form_token]") : []) {
    field.value = token.value;
  }
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = page.getElementById(old.id);
    if (!now || old.innerHTML === now.innerHTML || isInUse(old)) continue;
    const open = [...old.querySelectorAll("details")].map((each) => each.open);
    now.querySelectorAll("details").forEach((each, number) => { each.open = !!open[number]; });
    old.replaceWith(now);
  }
};

const pauseAfter = (took) => Math.min(Math.max(PAUSE, 4 * took), LONGEST_PAUSE);

const follow = async () => {
  if (isAsking) return;
  clearTimeout(timer);
  const start = performance.now();
  if (!document.hidden && document.querySelector("[data-live]")) {
    const lost = document.getElementById("lost");
    isAsking = true;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.ok) show(await answer.text());
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
    isAsking = false;
  }
  timer = setTimeout(follow, pauseAfter(performance.now() - start));
};

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}

document.addEventListener("visibilitychange", follow);
timer = setTimeout(follow, PAUSE);
