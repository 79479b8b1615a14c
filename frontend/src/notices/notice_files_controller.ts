/** Files of a notice: each is uploaded as soon as it is chosen, the form carries its id. */
import { Controller } from "@hotwired/stimulus";
import type { PendingFile } from "../chat/pending";
import { fileRow, showRow } from "../files/file_row";
import { UploadRefused } from "../files/upload";
import { uploads } from "../files/uploads";
import { icon } from "../hub/icon";
import { t } from "../hub/strings";

export default class NoticeFilesController extends Controller<HTMLElement> {
  static override targets = ["list"];
  declare readonly listTarget: HTMLElement;
  #rows = new Map<HTMLElement, PendingFile>();
  #problems = new Map<PendingFile, string>();
  #unwatch: (() => void) | undefined;

  override connect(): void {
    this.#unwatch = uploads.watch(() => this.#show());
    this.element.closest("form")?.addEventListener("submit", this.#wait);
  }

  override disconnect(): void {
    this.#unwatch?.();
    this.element.closest("form")?.removeEventListener("submit", this.#wait);
  }

  add(event: Event): void {
    const input = event.target as HTMLInputElement;
    for (const file of input.files ?? []) void this.#send(file);
    input.value = "";
  }

  drop(event: Event): void {
    const row = (event.currentTarget as HTMLElement).closest("li");
    if (!row) return;
    const file = this.#rows.get(row);
    if (file) uploads.cancel(file);
    this.#rows.delete(row);
    row.remove();
  }

  async #send(blob: File): Promise<void> {
    const { name, size, type } = blob;
    const file: PendingFile = { key: crypto.randomUUID(), name, size, type, blob };
    const row = fileRow(file);
    row.append(this.#dropButton(name));
    this.#rows.set(row, file);
    this.listTarget.append(row);
    try {
      const id = await uploads.ensure(file, () => undefined);
      file.fileId = id;
      const field = Object.assign(document.createElement("input"), { type: "hidden", value: id });
      field.name = "attached";
      row.append(field);
    } catch (error) {
      const text = error instanceof UploadRefused ? error.message : t("error.network");
      this.#problems.set(file, text);
    }
    this.#show();
  }

  #dropButton(name: string): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--icon";
    button.dataset.action = "notice-files#drop";
    button.setAttribute("aria-label", t("files.remove", { name }));
    button.append(icon("close"));
    return button;
  }

  #show(): void {
    for (const [row, file] of this.#rows) showRow(row, file, this.#problems.get(file));
  }

  /** What is still on its way is waited for; what failed must be taken off first. */
  #wait = (event: SubmitEvent): void => {
    const files = [...this.#rows.values()];
    const open = files.filter((file) => !file.fileId);
    if (!open.length) return;
    event.preventDefault();
    if (open.some((file) => this.#problems.has(file))) return;
    const form = event.target as HTMLFormElement;
    const { submitter } = event;
    void Promise.all(open.map((file) => uploads.ensure(file, () => undefined))).then(() =>
      setTimeout(() => form.requestSubmit(submitter)),
    );
  };
}
