/** Messages on their way, below the stored ones, until the server's own copy replaces them. */
import { pendingFiles, showPendingFiles, uploadState } from "../files/pending_files";
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
    if (message.stamp) body?.append(stampOf(message.stamp));
    if (message.files.length > 0)
      item.querySelector(".message__body")?.after(pendingFiles(message));
    this.list.append(item);
    return item;
  }

  #dress(item: HTMLElement, message: PendingMessage): void {
    const failed = message.problem !== undefined;
    item.classList.toggle("message--failed", failed);
    const state = item.querySelector(".message__state");
    if (state) state.textContent = failed ? t("pending.failed") : stateOf(message);
    const stoppable = !failed && !outbox.isOpen && message.files.length === 0;
    item.querySelector("[data-cancel]")?.toggleAttribute("hidden", !stoppable);
    item.querySelector(".message__failed")?.toggleAttribute("hidden", !failed);
    showPendingFiles(item, message);
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
  return uploadState(message) || t("pending.sending");
}

/** The picture as the picker shows it, or its words where there is no picker. */
function stampOf(stamp: string): Node {
  const picture = document.querySelector(`[data-stamp="${stamp}"] img`);
  if (!picture) return document.createTextNode(stamp);
  const shown = picture.cloneNode() as HTMLImageElement;
  shown.className = "stamp";
  shown.width = shown.height = 120;
  return shown;
}
