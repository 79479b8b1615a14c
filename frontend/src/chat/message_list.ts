/** The loaded stretch of a room's history: always contiguous, ordered by seq. */
import type { MessageData } from "../hub/protocol";
import { t } from "../hub/strings";
import { arrange, dress, itemOf, seqOf } from "./items";

export class MessageList {
  constructor(private readonly list: HTMLElement) {
    for (const item of this.items) dress(item);
    arrange(list);
  }

  get items(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>(".message")];
  }

  get first(): number {
    return seqOf(this.list.querySelector(".message"));
  }

  get last(): number {
    return seqOf(this.items.at(-1));
  }

  find(seq: number): HTMLElement | null {
    return this.list.querySelector(`.message[data-seq="${seq}"]`);
  }

  /** Replace a message that is shown, or append the one that follows the last. */
  put(message: MessageData): void {
    const shown = this.find(message.seq);
    if (message.deleted) this.#forgetQuotes(message.seq);
    if (shown) {
      if (Number(shown.dataset.version) > message.version) return;
      const hadFocus = shown.contains(document.activeElement);
      const item = itemOf(message);
      shown.replaceWith(item);
      if (hadFocus) item.focus();
    } else if (message.seq === this.last + 1 || this.items.length === 0) {
      this.list.append(itemOf(message));
    } else {
      return;
    }
    arrange(this.list);
  }

  /** Answers quote the message they belong to; a recalled text leaves there too. */
  #forgetQuotes(seq: number): void {
    for (const quote of this.list.querySelectorAll(`.message__quote[data-seq="${seq}"]`)) {
      const author = quote.querySelector("b");
      quote.replaceChildren(...(author ? [author, " "] : []), t("message.gone"));
    }
  }

  prepend(messages: MessageData[]): void {
    const older = messages.filter((message) => message.seq < this.first);
    this.list.prepend(...older.map(itemOf));
    arrange(this.list);
  }

  append(messages: MessageData[]): void {
    for (const message of messages) {
      if (message.seq === this.last + 1) this.list.append(itemOf(message));
    }
    arrange(this.list);
  }

  replaceAll(messages: MessageData[]): void {
    this.list.replaceChildren(...messages.map(itemOf));
    arrange(this.list);
  }

  /** The line above the first unread message of somebody else; null when there is none. */
  divide(readSeq: number): HTMLElement | null {
    this.list.querySelector(".unread-line")?.remove();
    const unread = this.items.find(
      (item) => seqOf(item) > readSeq && !item.classList.contains("message--mine"),
    );
    if (!unread) return null;
    const line = document.createElement("li");
    line.className = "unread-line";
    line.textContent = t("unread.divider");
    unread.before(line);
    return line;
  }

  /** How many of the shown messages of others come after `readSeq`. */
  unreadAfter(readSeq: number): number {
    return this.items.filter(
      (item) => seqOf(item) > readSeq && !item.classList.contains("message--mine"),
    ).length;
  }
}
