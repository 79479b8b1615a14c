/** Opens and closes the `<dialog>` inside it; the browser moves and returns the focus. */
import { Controller } from "@hotwired/stimulus";

export default class extends Controller<HTMLElement> {
  static override targets = ["dialog"];
  static override values = { open: Boolean };
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly openValue: boolean;

  override connect(): void {
    this.dialogTarget.addEventListener("click", this.#backdrop);
    if (this.openValue) this.open();
  }

  override disconnect(): void {
    this.dialogTarget.removeEventListener("click", this.#backdrop);
  }

  open(): void {
    this.dialogTarget.showModal();
  }

  close(): void {
    this.dialogTarget.close();
  }

  // Only the backdrop itself: the dialog has no padding, so its content always covers it.
  readonly #backdrop = (event: MouseEvent): void => {
    if (event.target === this.dialogTarget) this.close();
  };
}
