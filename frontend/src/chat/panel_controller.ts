/** One dialog for what the server tells about a message: receipts, recall report, edits. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { getText } from "../hub/http";
import { t } from "../hub/strings";
import { whenInPage } from "./session";

export default class extends Controller<HTMLDialogElement> {
  static override targets = ["title", "body"];
  declare readonly titleTarget: HTMLElement;
  declare readonly bodyTarget: HTMLElement;
  #undo: (() => void) | undefined;

  override connect(): void {
    this.#undo = whenInPage<string>("panel", (url) => void this.#open(url));
  }

  override disconnect(): void {
    this.#undo?.();
  }

  close(): void {
    this.element.close();
  }

  async #open(url: string): Promise<void> {
    try {
      this.bodyTarget.innerHTML = await getText(url);
    } catch {
      return flash(t("error.network"), "error");
    }
    const content = this.bodyTarget.firstElementChild as HTMLElement | null;
    this.titleTarget.textContent = content?.dataset.title ?? "";
    if (!this.element.open) this.element.showModal();
  }
}
