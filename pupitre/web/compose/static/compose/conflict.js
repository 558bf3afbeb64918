// Two members wrote at once: both texts are shown, one goes on, the other stays in the history.
export class Conflict {
  constructor(saver, draft, keep) {
    this.dialog = document.getElementById("conflict-dialog");
    saver.addEventListener("conflict", (event) => this.show(event.detail));
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.dialog.addEventListener("click", async (event) => {
      const choice = event.target.closest("[data-keep]")?.dataset.keep;
      if (!choice) return;
      draft.number = this.number;
      this.dialog.close();
      const ok = await saver.save({ extra: { keep: choice } });
      if (ok && choice === "theirs") {
        keep.forget();
        saver.dirty = false;
        location.reload();
      }
    });
  }

  show({ html, number }) {
    this.number = number;
    this.dialog.innerHTML = html;
    if (!this.dialog.open) this.dialog.showModal();
  }
}
