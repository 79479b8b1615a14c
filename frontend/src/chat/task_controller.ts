/** The dialog of a task: make, change, complete, drop. */
import { Controller } from "@hotwired/stimulus";
import { connection, Refused, type Wish } from "../hub/connection";
import { flash } from "../hub/flash";
import { t } from "../hub/strings";

export default class extends Controller<HTMLFormElement> {
  static override targets = ["title", "assignee", "due", "note", "error"];
  static override values = { room: String, seq: Number, id: String };
  declare readonly titleTarget: HTMLInputElement;
  declare readonly assigneeTarget: HTMLSelectElement;
  declare readonly dueTarget: HTMLInputElement;
  declare readonly noteTarget: HTMLTextAreaElement;
  declare readonly errorTarget: HTMLElement;
  declare readonly roomValue: string;
  declare readonly seqValue: number;
  declare readonly idValue: string;

  send(event: Event): void {
    event.preventDefault();
    const given = {
      title: this.titleTarget.value,
      assignee: this.assigneeTarget.value,
      due_on: this.dueTarget.value || null,
      note: this.noteTarget.value,
    };
    if (this.idValue) {
      void this.#wish({ type: "task.change", task: this.idValue, ...given }, t("tasks.changed"));
    } else {
      const place = { room: this.roomValue, seq: this.seqValue };
      void this.#wish({ type: "task.create", ...place, ...given }, t("tasks.created"));
    }
  }

  complete(event: Event): void {
    const on = (event.currentTarget as HTMLElement).dataset.on === "1";
    const words = t(on ? "tasks.done" : "tasks.reopened");
    void this.#wish({ type: "task.complete", task: this.idValue, on }, words);
  }

  cancel(): void {
    void this.#wish({ type: "task.cancel", task: this.idValue }, t("tasks.cancelled"));
  }

  async #wish(wish: Wish, words: string): Promise<void> {
    try {
      await connection.request(wish);
      this.element.closest("dialog")?.close();
      flash(words);
    } catch (error) {
      this.errorTarget.textContent = error instanceof Refused ? error.message : t("error.network");
      this.errorTarget.hidden = false;
    }
  }
}
