/** On a form: asks before it is sent. */
import { Controller } from "@hotwired/stimulus";
import { confirmed } from "./confirm";

export default class extends Controller<HTMLFormElement> {
  static override values = { text: String, agree: String };
  declare readonly textValue: string;
  declare readonly agreeValue: string;

  #agreed = false;

  async ask(event: SubmitEvent): Promise<void> {
    if (this.#agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    if (!(await confirmed(this.textValue, this.agreeValue || undefined))) return;
    this.#agreed = true;
    this.element.requestSubmit(submitter);
    this.#agreed = false;
  }
}
