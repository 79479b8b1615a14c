/** On a form whose text goes to a room: asks before personal data leaves the organisation. */
import { Controller } from "@hotwired/stimulus";
import { mayLeave } from "./boundary";

export default class extends Controller<HTMLFormElement> {
  #agreed = false;

  async ask(event: SubmitEvent): Promise<void> {
    if (this.#agreed) return;
    event.preventDefault();
    const { submitter } = event;
    const body = String(new FormData(this.element).get("body") ?? "");
    if (!(await mayLeave(body, []))) return;
    this.#agreed = true;
    this.element.requestSubmit(submitter);
    this.#agreed = false;
  }
}
