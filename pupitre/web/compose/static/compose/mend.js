// French typography, mended when asked: into each field as if it were typed, so that Ctrl+Z undoes it.
import { typeOver } from "./caret.js";
import { post } from "./desk.js";
import { say } from "./words.js";

const FIELDS = "#title, #text, #warning, #thread textarea";

export class Mend {
  constructor(editor, urls) {
    Object.assign(this, { editor, urls });
  }

  /** Of the texts of one tab, those that it shows. */
  async mend(tab) {
    this.editor.show(tab);
    const fields = [...this.editor.element.querySelectorAll(FIELDS)].filter((field) => field.value && field.checkVisibility());
    const before = fields.map((field) => field.value);
    const { status, body } = await post(this.urls.mend, { texts: before });
    if (status !== 200) return this.editor.tell(say("not_mended"));
    fields.forEach((field, place) => {
      if (field.value === before[place] && body.texts[place] !== field.value) typeOver(field, body.texts[place]);
    });
    this.editor.tell(say("mended"));
  }
}
