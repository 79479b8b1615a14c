/** The loaded stretch of a room's history: always contiguous, ordered by seq. */
import type { MessageData } from "../hub/protocol";
import { t } from "../hub/strings";
import { arrange, dress, itemOf, seqOf } from "./items";

export class MessageList {
  /** In the view of one topic the seqs of other topics are missing in between. */
  constructor(
    private readonly list: HTMLElement,
    private readonly topic: string | null = null,
  ) {
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

  /**
   * Replace a message that is shown, or append the one that follows the last; in a topic
   * only `reaching` tells that nothing of it lies between.
   */
  put(message: MessageData, reaching = false): void {
    if (this.topic && message.topic !== this.topic) return this.#drop(message.seq);
    const shown = this.find(message.seq);
    if (message.deleted) this.#forgetQuotes(message.seq);
    if (shown) {
      if (Number(shown.dataset.version) > message.version) return;
      const hadFocus = shown.contains(document.activeElement);
      const item = itemOf(message);
      shown.replaceWith(item);
      if (hadFocus) item.focus();
    } else if (this.#follows(message, reaching) || this.items.length === 0) {
      this.list.append(itemOf(message));
    } else {
      return;
    }
    arrange(this.list);
  }

  #follows(message: MessageData, reaching: boolean): boolean {
    if (this.topic) return reaching && message.seq > this.last;
    return message.seq === this.last + 1;
  }

  /** Sorted into another topic. */
  #drop(seq: number): void {
    this.find(seq)?.remove();
    arrange(this.list);
  }

  /** Messages on the page up to `seq`. */
  upTo(seq: number): HTMLElement[] {
    return this.items.filter((item) => seqOf(item) <= seq);
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
      if (this.#follows(message, true)) this.list.append(itemOf(message));
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
