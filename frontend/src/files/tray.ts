/** The files chosen for the next message. Their uploads start at once. */
import { newClientId, type PendingFile } from "../chat/pending";
import { connection } from "../hub/connection";
import { icon } from "../hub/icon";
import { t } from "../hub/strings";
import { fileRow, showRow } from "./file_row";
import { readableSize } from "./sizes";
import { UploadRefused } from "./upload";
import { uploads } from "./uploads";

const FILES_LIMIT = 20; // of one message

interface Entry {
  file: PendingFile;
  item: HTMLElement;
  problem: string;
}

/** What was chosen in a room waits there while another one is open. */
const chosen = new Map<string, Entry[]>();

export class Tray {
  #undo: (() => void)[];

  constructor(
    private readonly list: HTMLElement,
    private readonly room: string,
    private readonly limit: number, // bytes
    private readonly complain: (text: string) => void,
  ) {
    list.replaceChildren(...this.#entries.map((entry) => entry.item));
    list.addEventListener("click", this.#clicked);
    addEventListener("beforeunload", this.#warn);
    this.#undo = [
      uploads.watch(() => this.#show()),
      connection.onState(() => this.#resume()),
      () => list.removeEventListener("click", this.#clicked),
      () => removeEventListener("beforeunload", this.#warn),
    ];
    this.#show();
  }

  stop(): void {
    for (const undo of this.#undo) undo();
  }

  get files(): PendingFile[] {
    return this.#entries.map((entry) => entry.file);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Some file was refused: the person has to remove it first. */
  get hasProblem(): boolean {
    return this.#entries.some((entry) => entry.problem);
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const problem = this.#problemOf(file);
      if (problem) this.complain(problem);
      else this.#take(file);
      if (this.#entries.length >= FILES_LIMIT && problem) break;
    }
    this.#show();
  }

  /** Hand the files over to the outbox; their uploads go on. */
  take(): PendingFile[] {
    const { files } = this;
    chosen.delete(this.room);
    this.list.replaceChildren();
    this.#show();
    return files;
  }

  get #entries(): Entry[] {
    return chosen.get(this.room) ?? [];
  }

  #problemOf({ name, size }: File): string {
    if (this.#entries.length >= FILES_LIMIT) return t("files.too_many", { n: FILES_LIMIT });
    if (size === 0) return t("files.empty", { name });
    if (size > this.limit) return t("files.too_large", { name, size: readableSize(this.limit) });
    return "";
  }

  #take(blob: File): void {
    const { name, size, type } = blob;
    const file: PendingFile = { key: newClientId(), name, size, type, blob };
    const item = fileRow(file);
    item.append(button("retry", "undo", t("files.retry", { name })));
    item.append(button("remove", "close", t("files.remove", { name })));
    const entry: Entry = { file, item, problem: "" };
    chosen.set(this.room, [...this.#entries, entry]);
    this.list.append(item);
    this.#upload(entry);
  }

  #upload(entry: Entry): void {
    entry.problem = "";
    uploads
      .ensure(entry.file, () => undefined)
      .catch((error: unknown) => {
        // Without an answer it goes on when the connection is back; refused stays refused.
        if (error instanceof UploadRefused) entry.problem = error.message;
      })
      .finally(() => this.#show());
  }

  #resume(): void {
    if (!connection.isOpen) return;
    for (const entry of this.#entries) {
      const { file, problem } = entry;
      if (!file.fileId && !problem && !uploads.isRunning(file)) this.#upload(entry);
    }
  }

  #show(): void {
    this.list.hidden = this.isEmpty;
    for (const { file, item, problem } of this.#entries) {
      const waits = !file.fileId && !uploads.isRunning(file);
      showRow(item, file, problem || (waits ? t("files.waiting") : ""));
      item.classList.toggle("tray__item--failed", problem !== "");
      item.querySelector("[data-retry-upload]")?.toggleAttribute("hidden", !problem);
    }
  }

  #clicked = (event: Event): void => {
    const pressed = (event.target as Element).closest<HTMLElement>("button");
    const key = pressed?.closest<HTMLElement>(".tray__item")?.dataset.key;
    const entry = this.#entries.find((each) => each.file.key === key);
    if (!entry) return;
    if (pressed?.hasAttribute("data-retry-upload")) this.#upload(entry);
    else this.#remove(entry);
    this.#show();
  };

  /** The focus goes to the next file's button, so that the keyboard is not lost. */
  #remove(entry: Entry): void {
    uploads.cancel(entry.file);
    const next = entry.item.nextElementSibling ?? entry.item.previousElementSibling;
    entry.item.remove();
    const rest = this.#entries.filter((each) => each !== entry);
    chosen.set(this.room, rest);
    const field = this.list.closest("form")?.querySelector("textarea");
    (next?.querySelector<HTMLElement>("[data-remove-upload]") ?? field)?.focus();
  }

  #warn = (event: BeforeUnloadEvent): void => {
    if (!this.isEmpty) event.preventDefault();
  };
}

function button(action: "retry" | "remove", name: string, label: string): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet button--icon";
  made.setAttribute(`data-${action}-upload`, "");
  made.setAttribute("aria-label", label);
  made.title = label;
  made.append(icon(name));
  return made;
}
