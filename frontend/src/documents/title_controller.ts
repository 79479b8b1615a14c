/** The title above a document, changed where it stands: Enter keeps it, Escape gives up. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { post } from "../hub/http";
import { isComposing, isPlainKey } from "../hub/keys";

export default class extends Controller<HTMLElement> {
  static override targets = ["heading", "shown", "form", "field"];
  declare readonly headingTarget: HTMLElement;
  declare readonly shownTarget: HTMLButtonElement;
  declare readonly formTarget: HTMLFormElement;
  declare readonly fieldTarget: HTMLInputElement;

  edit(): void {
    this.fieldTarget.value = this.#title;
    this.#toggle(true);
    this.fieldTarget.select();
  }

  key(event: KeyboardEvent): void {
    if (event.key === "Enter" && isComposing(event)) event.preventDefault();
    else if (isPlainKey(event, "Escape")) this.#close();
  }

  /** Who goes on with something else has not given up. */
  leave(): void {
    if (!this.formTarget.hidden && this.fieldTarget.value.trim()) void this.save();
    else this.#toggle(false);
  }

  async save(): Promise<void> {
    const before = this.#title;
    const { value } = this.fieldTarget;
    this.#close();
    if (value === before) return;
    this.#show(value);
    try {
      const content = new FormData();
      content.set("title", value);
      const answer = await post(this.formTarget.action, content);
      this.#show(((await answer.json()) as { title: string }).title);
    } catch (error) {
      this.#show(before);
      flash((error as Error).message, "error");
    }
  }

  get #title(): string {
    return this.shownTarget.textContent ?? "";
  }

  #show(title: string): void {
    document.title = document.title.replace(this.#title, () => title);
    this.shownTarget.textContent = title;
    this.headingTarget.title = title;
  }

  #close(): void {
    const within = this.formTarget.contains(document.activeElement);
    this.#toggle(false);
    if (within) this.shownTarget.focus();
  }

  #toggle(editing: boolean): void {
    this.formTarget.hidden = !editing;
    this.headingTarget.hidden = editing;
    if (editing) this.fieldTarget.focus();
  }
}
