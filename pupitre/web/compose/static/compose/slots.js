// "Next free slot": the desk says which slots nobody has, this page takes them over. Slots are told in the plan again.
import { post } from "./desk.js";
import { say } from "./words.js";
import { say as toast } from "../frame/toasts.js";

export class Slots {
  constructor(draft, when, urls) {
    Object.assign(this, { draft, when, urls });
    this.button = document.getElementById("next-slot");
    this.button.addEventListener("click", () => this.fill());
  }

  async fill() {
    const channels = [...document.querySelectorAll("#channels input:checked:not(:disabled)")].map((box) => box.value);
    if (!channels.length) return toast(say("no_channel"), "warning");
    this.button.setAttribute("aria-busy", "true");
    const { status, body } = await post(this.urls.slots, { channels: channels.map(Number), post: this.draft.id });
    this.button.removeAttribute("aria-busy");
    if (status !== 200) return toast(say(status === 401 || status === 403 ? "signed_out" : "no_slot"), "error");
    if (body.at) {
      for (const channel of channels) this.draft.setTime(channel, body.times[channel] ?? "");
      this.when.set("all", body.at);
    }
    toast(body.said, body.at ? "success" : "warning");
  }
}
