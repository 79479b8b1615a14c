/**
 * Which messages were displayed: on screen, in a visible tab, for two seconds.
 * Nothing else counts, because the answer is shown to others as evidence.
 */
import { seqOf } from "./items";

const DISPLAYED_AFTER_MS = 2000;
const LOOK_EVERY_MS = 500;

export class DisplayTracker {
  #since = new Map<number, number>();
  #timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly displayed: (seq: number) => void,
    private reached: number,
  ) {
    this.#timer = setInterval(() => this.look(performance.now()), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(now: number): void {
    if (document.visibilityState !== "visible" || document.querySelector("dialog[open]")) {
      this.#since.clear();
      return;
    }
    const visible = new Set(this.#visible());
    for (const seq of this.#since.keys()) if (!visible.has(seq)) this.#since.delete(seq);
    for (const seq of visible) if (!this.#since.has(seq)) this.#since.set(seq, now);
    const seen = [...this.#since].filter(([, since]) => now - since >= DISPLAYED_AFTER_MS);
    const newest = Math.max(0, ...seen.map(([seq]) => seq));
    if (newest <= this.reached) return;
    this.reached = newest;
    this.displayed(newest);
  }

  #visible(): number[] {
    const frame = this.scroller.getBoundingClientRect();
    const items = [...this.scroller.querySelectorAll<HTMLElement>(".message[data-seq]")];
    return items
      .filter((item) => {
        const box = item.getBoundingClientRect();
        return box.height > 0 && box.bottom <= frame.bottom + 4 && box.bottom > frame.top;
      })
      .map(seqOf);
  }
}
