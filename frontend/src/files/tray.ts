/** The files chosen for the next message: thumbnail, name, size, progress, remove. */
import type { PendingFile } from "../chat/pending";
import { icon } from "../hub/icon";
import { t } from "../hub/strings";
import { readableSize } from "./sizes";
import { UploadRefused } from "./upload";
import { uploads } from "./uploads";

export const FILE_LIMIT = 200 * 1024 * 1024;
export const FILES_LIMIT = 20;

interface Entry {
  file: PendingFile;
  item: HTMLElement;
  problem?: string;
}

export class Tray {
  #entries: Entry[] = [];
  #unwatch: () => void;

  constructor(
    private readonly list: HTMLElement,
    private readonly complain: (text: string) => void,
  ) {
    this.#unwatch = uploads.watch(() => this.#show());
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  stop(): void {
    this.#unwatch();
  }

  get files(): PendingFile[] {
    return this.#entries.filter((entry) => !entry.problem).map((entry) => entry.file);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      if (this.#entries.length >= FILES_LIMIT) {
        this.complain(t("files.too_many", { n: FILES_LIMIT }));
        break;
      }
      if (file.size === 0) this.complain(t("files.empty", { name: file.name }));
      else if (file.size > FILE_LIMIT) this.complain(t("files.too_large", { name: file.name }));
      else this.#take(file);
    }
    this.#show();
  }

  /** Hand the files over to the outbox; their uploads go on. */
  take(): PendingFile[] {
    const { files } = this;
    this.#entries = [];
    this.list.replaceChildren();
    this.list.hidden = true;
    return files;
  }

  #take(blob: File): void {
    const { name, size, type } = blob;
    const file: PendingFile = { key: crypto.randomUUID(), name, size, type, blob };
    const entry: Entry = { file, item: this.#draw(file) };
    this.#entries.push(entry);
    this.list.append(entry.item);
    this.#upload(entry);
  }

  #upload(entry: Entry): void {
    entry.problem = undefined;
    uploads
      .ensure(entry.file, () => undefined)
      .catch((error: unknown) => {
        if (error instanceof DOMException) return;
        // Without an answer the outbox tries again; what was refused stays refused.
        if (error instanceof UploadRefused) entry.problem = error.message;
      })
      .finally(() => this.#show());
  }

  #draw(file: PendingFile): HTMLElement {
    const item = document.createElement("li");
    item.className = "tray__item";
    item.dataset.key = file.key;
    const text = document.createElement("span");
    text.className = "tray__text";
    const name = document.createElement("span");
    name.className = "tray__name";
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "tray__state small soft";
    const bar = document.createElement("progress");
    bar.max = file.size;
    bar.setAttribute("aria-label", file.name);
    text.append(name, state, bar);
    item.append(picture(file), text, removal(file.name));
    return item;
  }

  #show(): void {
    this.list.hidden = this.isEmpty;
    for (const { file, item, problem } of this.#entries) {
      const sent = uploads.sent(file);
      const bar = item.querySelector("progress");
      if (bar) {
        bar.value = sent;
        bar.hidden = Boolean(file.fileId) || problem !== undefined;
      }
      item.classList.toggle("tray__item--failed", problem !== undefined);
      const state = item.querySelector(".tray__state");
      const size = readableSize(file.size);
      if (state)
        state.textContent = problem ?? (file.fileId ? size : `${readableSize(sent)} / ${size}`);
    }
  }

  #clicked(event: Event): void {
    const button = (event.target as Element).closest("[data-remove]");
    const key = button?.closest<HTMLElement>(".tray__item")?.dataset.key;
    const entry = this.#entries.find((each) => each.file.key === key);
    if (!entry) return;
    uploads.cancel(entry.file);
    entry.item.remove();
    this.#entries = this.#entries.filter((each) => each !== entry);
    this.#show();
  }
}

/** A thumbnail for what the browser shows as a picture, else the icon of a file. */
export function picture(file: PendingFile): Element {
  if (!/^image\/(png|jpeg|webp|gif)$/.test(file.type)) return icon("file");
  const image = document.createElement("canvas");
  image.className = "tray__picture";
  image.width = image.height = 80;
  void createImageBitmap(file.blob)
    .then((bitmap) => {
      const side = Math.min(bitmap.width, bitmap.height);
      const [x, y] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
      image.getContext("2d")?.drawImage(bitmap, x, y, side, side, 0, 0, 80, 80);
      bitmap.close();
    })
    .catch(() => undefined);
  return image;
}

function removal(name: string): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--icon";
  button.dataset.remove = "";
  button.setAttribute("aria-label", t("files.remove", { name }));
  button.append(icon("close"));
  return button;
}
