/** A form whose files are uploaded piece by piece first; their ids are sent instead. */
import { Controller } from "@hotwired/stimulus";
import { t } from "../hub/strings";
import { ensureUploaded, UploadRefused } from "./upload";

export default class extends Controller<HTMLFormElement> {
  static override targets = ["area", "bar", "problem", "button"];
  declare areaTarget: HTMLElement;
  declare barTarget: HTMLProgressElement;
  declare problemTarget: HTMLElement;
  declare buttonTarget: HTMLButtonElement;
  #abort = new AbortController();

  override connect(): void {
    this.#abort = new AbortController();
    this.element.addEventListener("submit", this.#submit);
  }

  override disconnect(): void {
    this.#abort.abort();
    this.element.removeEventListener("submit", this.#submit);
  }

  #submit = (event: Event): void => {
    const inputs = this.#chosen();
    if (!inputs.length) return;
    event.preventDefault();
    void this.#send(inputs);
  };

  #chosen(): HTMLInputElement[] {
    const inputs = this.element.querySelectorAll<HTMLInputElement>("input[type=file]");
    return [...inputs].filter((input) => input.files?.length);
  }

  async #send(inputs: HTMLInputElement[]): Promise<void> {
    this.buttonTarget.disabled = true;
    this.problemTarget.hidden = true;
    this.areaTarget.hidden = false;
    try {
      for (const input of inputs) await this.#upload(input);
    } catch (error) {
      this.#tell(error instanceof UploadRefused ? error.message : t("error.network"));
      return;
    }
    for (const input of inputs) input.value = "";
    this.element.submit();
  }

  async #upload(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (!file) return;
    this.barTarget.max = Math.max(file.size, 1);
    const { name, size, type } = file;
    const pending = { key: crypto.randomUUID(), name, size, type, blob: file };
    const id = await ensureUploaded(
      pending,
      (sent) => (this.barTarget.value = sent),
      this.#abort.signal,
      () => undefined,
    );
    const field = this.element.elements.namedItem(`${input.name}_id`);
    if (field instanceof HTMLInputElement) field.value = id;
  }

  #tell(text: string): void {
    this.buttonTarget.disabled = false;
    this.areaTarget.hidden = true;
    this.problemTarget.textContent = text;
    this.problemTarget.hidden = false;
  }
}
