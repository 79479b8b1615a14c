/** The search form: says that it is searching, until the page with the hits is there. */
import { Controller } from "@hotwired/stimulus";

export default class extends Controller<HTMLFormElement> {
  static override targets = ["words", "status"];
  declare readonly wordsTarget: HTMLInputElement;
  declare readonly statusTarget: HTMLElement;

  override connect(): void {
    window.addEventListener("pageshow", this.#shown);
  }

  override disconnect(): void {
    window.removeEventListener("pageshow", this.#shown);
  }

  /** Empty fields would only make the address long. */
  wait(): void {
    for (const field of this.element.elements) {
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
        field.disabled = field.name !== "q" && field.value === "";
      }
    }
    this.element.setAttribute("aria-busy", "true");
    this.statusTarget.textContent = this.statusTarget.dataset.text ?? "";
  }

  /** Also when the browser brings the old page back. */
  #shown = (): void => {
    for (const field of this.element.elements) {
      if ("disabled" in field) field.disabled = false;
    }
    this.element.removeAttribute("aria-busy");
    this.statusTarget.textContent = "";
  };
}
