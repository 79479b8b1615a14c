/** The dialog that asks for answers to a message; what is wrong comes back inside it. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { csrfToken } from "../hub/page";
import { t } from "../hub/strings";

export default class AskController extends Controller<HTMLFormElement> {
  static override targets = ["problem"];
  declare readonly problemTarget: HTMLElement;

  async send(event: Event): Promise<void> {
    event.preventDefault();
    const dialog = this.element.closest("dialog");
    const body = new FormData(this.element);
    try {
      const headers = { "X-CSRFToken": csrfToken() };
      const answer = await fetch(this.element.action, { method: "POST", headers, body });
      if (answer.status === 422) return this.#put(await answer.text());
      if (!answer.ok) return this.#tell(t("error.failed"));
      dialog?.close();
      flash(t("ask.done"));
    } catch {
      this.#tell(t("error.network"));
    }
  }

  #put(html: string): void {
    const place = this.element.parentElement;
    this.element.outerHTML = html;
    place?.querySelector<HTMLElement>(".field--invalid .input, [role=alert]")?.focus();
  }

  #tell(text: string): void {
    this.problemTarget.textContent = text;
    this.problemTarget.hidden = false;
  }
}
