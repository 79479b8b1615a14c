/** Lets a person see the password they type. */
import { Controller } from "@hotwired/stimulus";

export default class extends Controller<HTMLElement> {
  static override targets = ["field", "button"];
  declare readonly fieldTarget: HTMLInputElement;
  declare readonly buttonTarget: HTMLButtonElement;

  toggle(): void {
    const show = this.fieldTarget.type === "password";
    this.fieldTarget.type = show ? "text" : "password";
    this.buttonTarget.setAttribute("aria-pressed", String(show));
  }
}
