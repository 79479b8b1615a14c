/** The bar of topics: unread counts, names that change, and what can be done with one. */
import { Controller } from "@hotwired/stimulus";
import { connection, Refused, type Wish } from "../hub/connection";
import { flash } from "../hub/flash";
import { asked } from "../hub/prompt";
import { t } from "../hub/strings";
import { announceInPage, isMine, whenInPage } from "./session";
import { displayedOf } from "./topic_reading";

export default class extends Controller<HTMLElement> {
  #undo: (() => void)[] = [];

  override connect(): void {
    const room = this.#room;
    this.#undo = [
      whenInPage<string>("displayed", () => this.#draw()),
      whenInPage("topics", () => this.#draw()),
      connection.on("message.posted", ({ message }) => {
        if (message.room === room && !isMine(message.author)) this.#count(message.topic);
      }),
      connection.on("room.read", (event) => {
        if (event.room === room && event.unread === 0) this.#allRead();
      }),
    ];
    this.#draw();
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
  }

  involve(event: Event): void {
    const button = event.currentTarget as HTMLElement;
    const involvement = (button.dataset.involvement ?? "") as "" | "followed" | "muted";
    void this.#wish({ type: "topic.involve", topic: this.#topic, involvement });
  }

  resolve(event: Event): void {
    const on = (event.currentTarget as HTMLElement).dataset.on === "1";
    void this.#wish({ type: "topic.resolve", topic: this.#topic, on });
  }

  async rename(): Promise<void> {
    const link = this.element.querySelector<HTMLElement>(`[data-topic="${this.#topic}"]`);
    const name = await asked(t("topics.rename"), link?.dataset.name ?? "");
    if (name) await this.#wish({ type: "topic.rename", topic: this.#topic, name });
  }

  get #conversation(): HTMLElement | null {
    return this.element.closest<HTMLElement>(".conversation");
  }

  get #room(): string {
    return this.#conversation?.dataset.room ?? "";
  }

  get #topic(): string {
    return this.#conversation?.dataset.topic ?? "";
  }

  async #wish(wish: Wish): Promise<void> {
    try {
      await connection.request(wish);
      announceInPage("details-stale", null);
    } catch (error) {
      flash(error instanceof Refused ? error.message : t("error.network"), "error");
    }
  }

  get #counted(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>(".topics__link[data-unread]")];
  }

  #count(topic: string | null): void {
    if (!topic || topic === this.#topic) return;
    for (const link of this.#counted.filter((each) => each.dataset.topic === topic)) {
      link.dataset.unread = String(Number(link.dataset.unread) + 1);
    }
    this.#draw();
  }

  #allRead(): void {
    for (const link of this.#counted) link.dataset.unread = "0";
    this.#draw();
  }

  /** Unread when the bar was drawn and since then, but for what was displayed here. */
  #draw(): void {
    const bar = this.element.querySelector<HTMLElement>(".topics__bar");
    const from = Number(bar?.dataset.readSeq);
    for (const link of this.#counted) {
      const { topic = "", unread, muted } = link.dataset;
      const left = Math.max(0, Number(unread) - displayedOf(this.#room, topic, from));
      const badge = link.querySelector<HTMLElement>(".topics__unread");
      const number = badge?.querySelector("span");
      if (number) number.textContent = String(left);
      badge?.toggleAttribute("hidden", left === 0 || muted !== undefined);
    }
  }
}

/** Messages on the page show the names the topics have now. */
export function renameChips(bar: HTMLElement, timeline: HTMLElement): void {
  for (const link of bar.querySelectorAll<HTMLElement>("[data-topic]")) {
    const chips = timeline.querySelectorAll(`.topic-chip[data-topic="${link.dataset.topic}"]`);
    for (const chip of chips) chip.textContent = link.dataset.name ?? "";
  }
}
