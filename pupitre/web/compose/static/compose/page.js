// The Compose page: brings the draft, the fields and the desk together.
import "./menus.js";
import { Aims } from "./aims.js";
import { LinkCard } from "./card.js";
import { Complete } from "./complete.js";
import { Conflict } from "./conflict.js";
import { post } from "./desk.js";
import { Draft, same } from "./draft.js";
import { Editor } from "./editor.js";
import { Emoji } from "./emoji.js";
import { First } from "./first.js";
import { Keep } from "./keep.js";
import { Library } from "./library.js";
import { Live } from "./live.js";
import { Mend } from "./mend.js";
import { Names } from "./names.js";
import { Pictures } from "./pictures.js";
import { Retouch } from "./retouch.js";
import { Plan } from "./plan.js";
import { Poll } from "./poll.js";
import { Rich } from "./rich.js";
import { Saver } from "./save.js";
import { Slots } from "./slots.js";
import { Approval } from "../approval/panel.js";
import { Thread } from "./thread.js";
import { learn } from "./vocabulary.js";
import { When } from "./when.js";
import { say } from "./words.js";
import { say as toast } from "../frame/toasts.js";

const state = JSON.parse(document.getElementById("compose-state").textContent);
const urls = { ...state.urls };
const draft = new Draft(state);
const keep = new Keep(state.key, state.id);
const kept = keep.found();
const editor = new Editor(draft);
const pictures = new Pictures(editor, urls);
new Library(editor, pictures, urls);
new Retouch(editor, pictures, urls);
new Thread(editor);
new Poll(editor);
new LinkCard(editor, urls);
new First(editor);
new Rich(editor);
new Names(editor);
const when = new When(draft, editor, state.zone);
new Slots(draft, when, urls);
const saver = new Saver(draft, keep, urls, state.savedAt);
new Live(draft, urls);
new Approval(saver, urls);
const mend = new Mend(editor, urls);
const plan = new Plan(draft, saver, keep, urls, editor);
new Conflict(saver, draft, keep);
keep.watch(draft);

editor.tell = (words) => toast(words, "info");
editor.divide = async (text, channels) => {
  const { status, body } = await post(urls.parts, { text, channels });
  return status === 200 ? body.parts : null;
};

bringBack();
editor.show();
const vocabulary = learn(urls.vocabulary);
new Aims(draft, urls, vocabulary);
new Complete(editor, vocabulary);
new Emoji(editor);

/** Words that the desk never got: they go on from where they were, and a save tells whether anybody wrote meanwhile. */
function bringBack() {
  if (!kept || same(kept.words, draft.words)) return keep.forget();
  draft.take({ ...draft.words, ...kept.words });
  draft.number = kept.known;
  const note = document.getElementById("brought-back");
  note.hidden = false;
  note.querySelector("[data-drop]").addEventListener("click", () => {
    keep.forget();
    saver.dirty = false;
    saver.soon.never();
    location.reload();
  });
  saver.addEventListener("saved", () => { note.querySelector("[data-drop]").hidden = true; }, { once: true });
  queueMicrotask(() => draft.changed("all", "text"));
}

for (const box of document.querySelectorAll("#channels input")) {
  box.checked = box.value in draft.versions;
  box.addEventListener("change", () => {
    draft.choose(box.value, box.checked);
    editor.show();
  });
}

draft.addEventListener("change", () => {
  document.getElementById("headline").textContent = draft.headline || say("new");
});

saver.addEventListener("saved", ({ detail: { isNew, said } }) => {
  for (const id of ["renew", "outdated"]) document.getElementById(id)?.toggleAttribute("hidden", !said.outdated);
  if (!isNew) return;
  history.replaceState(null, "", said.urls.save);
  for (const element of document.querySelectorAll("[data-url]")) {
    element[element.localName === "form" ? "action" : "href"] = said.urls[element.dataset.url];
    element.closest("li").hidden = false;
  }
});
if (!draft.id) for (const element of document.querySelectorAll("[data-url]")) element.closest("li").hidden = true;

// from a line of objections to the field, or to the answer about an odd hour
document.getElementById("write-side").addEventListener("click", (event) => {
  const button = event.target.closest("[data-goto], [data-time], [data-mend], [data-beside]");
  if (!button) return;
  if ("mend" in button.dataset) mend.mend(button.dataset.tab);
  else if ("beside" in button.dataset) plan.plan(true);
  else if (button.dataset.time) when.set(button.dataset.tab, button.dataset.time);
  else if (button.dataset.goto === "time" && button.dataset.tab === "all") document.getElementById("when")?.click();
  else if (button.dataset.goto === "time") editor.focus("own-day", button.dataset.tab);
  else if (button.dataset.goto === "channels") document.querySelector("#channels input, #channels a")?.focus();
  else if (button.dataset.goto === "approval") document.querySelector("#approval-panel :is(button, a)")?.focus();
  else editor.focus(button.dataset.goto, button.dataset.tab);
});

// before a form of the menu leaves, the last words are saved
for (const form of document.querySelectorAll("form[data-url]")) {
  form.addEventListener("submit", async (event) => {
    if (!saver.dirty) return;
    event.preventDefault();
    if (await saver.save()) form.requestSubmit();
  });
}

const sides = document.querySelector(".sides");
document.getElementById("sides").addEventListener("click", (event) => {
  const button = event.target.closest("[data-side]");
  if (!button) return;
  sides.dataset.side = button.dataset.side;
  for (const each of document.querySelectorAll("#sides button")) each.setAttribute("aria-pressed", String(each === button));
});
