/**
 * What this device demonstrably has and showed: a card arrived, and was on screen in a visible
 * tab for two seconds. Nothing else is reported, because others read it as evidence.
 */
import { post } from "../hub/http";

const DISPLAYED_AFTER_MS = 2000;
const LOOK_EVERY_MS = 500;
const TOGETHER_MS = 100;
const AT_ONCE = 100;
const URL = "/obligations/seen/";

export class Seen {
  #watched = new Map<HTMLElement, number>();
  #since = new Map<HTMLElement, number>();
  #delivered = new Set<number>();
  #displayed = new Set<number>();
  #waiting = { delivered: new Set<number>(), displayed: new Set<number>() };
  #timer: ReturnType<typeof setInterval> | undefined;
  #sending: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (branches: number[], displayed: boolean) => Promise<unknown>,
  ) {}

  /** A branch is on this device, wherever it shows. */
  has(branch: number): void {
    if (this.#delivered.has(branch)) return;
    this.#delivered.add(branch);
    this.#report("delivered", branch);
  }

  /** Watches a card until it was displayed. `known`: how far the server has it already. */
  watch(card: HTMLElement, branch: number, known: string): void {
    if (known) this.#delivered.add(branch);
    if (known === "displayed") this.#displayed.add(branch);
    this.has(branch);
    if (this.#displayed.has(branch)) return;
    this.#watched.set(card, branch);
    this.#timer ??= setInterval(() => this.look(performance.now()), LOOK_EVERY_MS);
  }

  leave(card: HTMLElement): void {
    this.#watched.delete(card);
    this.#since.delete(card);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  look(now: number): void {
    for (const [card, branch] of this.#watched) {
      if (!isOnScreen(card)) this.#since.delete(card);
      else if (!this.#since.has(card)) this.#since.set(card, now);
      else if (now - (this.#since.get(card) ?? now) >= DISPLAYED_AFTER_MS) {
        this.leave(card);
        if (this.#displayed.has(branch)) continue;
        this.#displayed.add(branch);
        this.#report("displayed", branch);
      }
    }
  }

  #report(what: "delivered" | "displayed", branch: number): void {
    this.#waiting[what].add(branch);
    this.#sending ??= setTimeout(() => void this.#flush(), TOGETHER_MS);
  }

  async #flush(): Promise<void> {
    this.#sending = undefined;
    for (const what of ["delivered", "displayed"] as const) {
      const branches = [...this.#waiting[what]].slice(0, AT_ONCE);
      if (branches.length === 0) continue;
      for (const branch of branches) this.#waiting[what].delete(branch);
      // Without an answer it is not known there: the next card or page says it again.
      await this.send(branches, what === "displayed").catch(() => {
        const told = what === "displayed" ? this.#displayed : this.#delivered;
        for (const branch of branches) told.delete(branch);
      });
    }
    const left = this.#waiting.delivered.size + this.#waiting.displayed.size;
    if (left > 0) this.#sending ??= setTimeout(() => void this.#flush(), TOGETHER_MS);
  }
}

function isOnScreen(card: HTMLElement): boolean {
  if (document.visibilityState !== "visible" || document.querySelector("dialog[open]"))
    return false;
  const box = card.getBoundingClientRect();
  const middle = box.top + box.height / 2;
  return (
    box.height > 0 && middle > 0 && middle < window.innerHeight && box.left < window.innerWidth
  );
}

/** The page's only one. */
export const seen = new Seen((branches, displayed) => post(URL, { branches, displayed }));
