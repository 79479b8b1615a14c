/** A form that says at once that the chosen file is too large, instead of sending it. */
import { Controller } from "@hotwired/stimulus";

export default class extends Controller<HTMLFormElement> {
  static override targets = ["note"];
  static override values = { bytes: Number };
  declare noteTarget: HTMLElement;
  declare bytesValue: number;

  override connect(): void {
    this.element.addEventListener("change", this.#check);
    this.element.addEventListener("submit", this.#stop);
  }

  override disconnect(): void {
    this.element.removeEventListener("change", this.#check);
    this.element.removeEventListener("submit", this.#stop);
  }

  #tooLarge(): boolean {
    const inputs = this.element.querySelectorAll<HTMLInputElement>("input[type=file]");
    return [...inputs].some((input) =>
      [...(input.files ?? [])].some((file) => file.size > this.bytesValue),
    );
  }

  #check = (): void => {
    this.noteTarget.hidden = !this.#tooLarge();
  };

  #stop = (event: Event): void => {
    if (!this.#tooLarge()) return;
    event.preventDefault();
    this.#check();
  };
}
