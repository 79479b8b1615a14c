/** Choose a document for a message; where the room may not open it, give it a role first. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { post, RequestError } from "../hub/http";
import { t } from "../hub/strings";

export default class extends Controller<HTMLElement> {
  choose(event: Event): void {
    this.#put((event.currentTarget as HTMLElement).dataset.address!);
  }

  async grant(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    try {
      await post(form.action, new FormData(form));
      this.#put(form.dataset.address!);
    } catch (error) {
      flash(error instanceof RequestError ? error.message : t("error.failed"), "error");
    }
  }

  /** The address goes to the end of the draft, on a line of its own. */
  #put(address: string): void {
    const field = document.querySelector<HTMLTextAreaElement>("#composer-body");
    if (!field) return;
    const before = field.value.trimEnd();
    field.value = `${before}${before ? "\n" : ""}${address}\n`;
    this.element.querySelector<HTMLDialogElement>("[data-dialog-target]")?.close();
    field.focus();
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}
