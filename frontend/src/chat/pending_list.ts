/** Messages on their way, below the stored ones, until the server's own copy replaces them. */
import { picture } from "../files/tray";
import { uploads } from "../files/uploads";
import { t } from "../hub/strings";
import type { PendingMessage } from "./pending";
import { outbox } from "./session";

export class PendingList {
  constructor(
    private readonly list: HTMLElement,
    private readonly room: string,
    private readonly topic: string | null = null,
  ) {
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  get count(): number {
    return this.list.children.length;
  }

  /** Shown ones that were acknowledged stay until their stored copy arrives. */
  show(messages: readonly PendingMessage[]): void {
    for (const message of messages) {
      if (message.room !== this.room) continue;
      if (this.topic && message.topic !== this.topic) continue;
      // Stored, and its acknowledgement lost on the way: the timeline has it already.
      if (this.#isStored(message.clientId)) continue;
      const item = this.#find(message.clientId) ?? this.#make(message);
      this.#dress(item, message);
    }
    const ids = new Set(messages.map((message) => message.clientId));
    for (const item of this.list.querySelectorAll<HTMLElement>(".message--failed")) {
      if (!ids.has(item.dataset.clientId ?? "")) item.remove();
    }
  }

  #isStored(clientId: string): boolean {
    const stored = `.message[data-seq][data-client-id="${clientId}"]`;
    return this.list.parentElement?.querySelector(stored) !== null;
  }

  settle(clientId: string): void {
    this.#find(clientId)?.remove();
  }

  #find(clientId: string): HTMLElement | null {
    return this.list.querySelector(`[data-client-id="${clientId}"]`);
  }

  #make(message: PendingMessage): HTMLElement {
    const template = document.querySelector<HTMLTemplateElement>("#pending-message");
    const item = template?.content.firstElementChild?.cloneNode(true) as HTMLElement;
    item.dataset.clientId = message.clientId;
    const body = item.querySelector(".message__body");
    if (body) body.textContent = message.body;
    if (message.files.length > 0) item.querySelector(".message__body")?.after(listOf(message));
    this.list.append(item);
    return item;
  }

  #dress(item: HTMLElement, message: PendingMessage): void {
    const failed = message.problem !== undefined;
    const slow = message.files.length > 0 || !outbox.isOpen;
    item.classList.toggle("message--failed", failed);
    const state = item.querySelector(".message__state");
    if (state) state.textContent = failed ? t("pending.failed") : stateOf(message);
    item.querySelector("[data-cancel]")?.toggleAttribute("hidden", failed || !slow);
    for (const bar of item.querySelectorAll<HTMLProgressElement>("progress")) {
      const file = message.files.find((each) => each.key === bar.dataset.key);
      if (!file) continue;
      bar.value = uploads.sent(file);
      bar.hidden = failed || !outbox.isOpen;
    }
    item.querySelector(".message__failed")?.toggleAttribute("hidden", !failed);
    const problem = item.querySelector(".message__failed .field__error");
    if (problem) problem.textContent = message.problem ?? "";
  }

  #clicked(event: Event): void {
    const button = event.target as HTMLElement;
    const id = button.closest<HTMLElement>(".message")?.dataset.clientId ?? "";
    if (button.closest("[data-retry]")) outbox.retry(id);
    if (button.closest("[data-discard], [data-cancel]")) {
      outbox.discard(id);
      this.settle(id);
    }
  }
}

function stateOf(message: PendingMessage): string {
  if (!outbox.isOpen) return t("pending.waiting");
  const total = message.files.reduce((sum, file) => sum + file.size, 0);
  const sent = message.files.reduce((sum, file) => sum + uploads.sent(file), 0);
  if (sent >= total) return t("pending.sending");
  return t("files.uploading", { n: Math.floor((100 * sent) / total) });
}

/** The files as the tray showed them, until the server's own copy replaces them. */
function listOf(message: PendingMessage): HTMLElement {
  const list = document.createElement("ul");
  list.className = "tray tray--pending";
  for (const file of message.files) {
    const item = document.createElement("li");
    item.className = "tray__item";
    const name = document.createElement("span");
    name.className = "tray__name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = file.size;
    bar.dataset.key = file.key;
    bar.setAttribute("aria-label", file.name);
    const text = document.createElement("span");
    text.className = "tray__text";
    text.append(name, bar);
    item.append(picture(file), text);
    list.append(item);
  }
  return list;
}
