/** Send later: presets and an own time; the composer hands over what is written. */
import { Controller } from "@hotwired/stimulus";
import { presets } from "./later_times";

export default class extends Controller<HTMLElement> {
  static override targets = ["dialog", "presets", "time", "due"];
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly presetsTarget: HTMLElement;
  declare readonly timeTarget: HTMLInputElement;
  declare readonly dueTarget: HTMLInputElement;

  open(): void {
    const now = new Date();
    const buttons = presets(now).map(({ label, at }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--wide later__preset";
      button.textContent = label;
      button.addEventListener("click", () => this.#schedule(at));
      return button;
    });
    this.presetsTarget.replaceChildren(...buttons);
    this.timeTarget.min = local(now);
    this.timeTarget.value = local(presets(now)[1]?.at ?? now);
    this.dialogTarget.showModal();
  }

  close(): void {
    this.dialogTarget.close();
  }

  choose(): void {
    if (this.timeTarget.reportValidity()) this.#schedule(new Date(this.timeTarget.value));
  }

  /** The composer reads the hidden field when its form is submitted. */
  #schedule(at: Date): void {
    this.close();
    this.dueTarget.value = at.toISOString();
    this.dueTarget.form?.requestSubmit();
  }
}

/** The value of a datetime-local field: local time to the minute. */
function local(time: Date): string {
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
