/** The bar of topics: unread counts, names that change, and what can be done with one. */
import { Controller } from "@hotwired/stimulus";
import { connection, Refused, type Wish } from "../hub/connection";
import { flash } from "../hub/flash";
import { asked } from "../hub/prompt";
import { t } from "../hub/strings";
import { announceInPage, isMine } from "./session";

export default class extends Controller<HTMLElement> {
  #undo: (() => void)[] = [];

  override connect(): void {
    const room = this.#conversation?.dataset.room ?? "";
    this.#undo = [
      connection.on("message.posted", ({ message }) => {
        if (message.room === room && !isMine(message.author)) this.#count(message.topic);
      }),
      connection.on("room.read", (event) => {
        if (event.room === room && event.unread === 0) this.#allRead();
      }),
    ];
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

  #count(topic: string | null): void {
    if (!topic || topic === this.#topic) return;
    const badge = this.element.querySelector(`[data-topic="${topic}"] .topics__unread`);
    const number = badge?.querySelector("span");
    if (!badge || !number) return;
    number.textContent = String(Number(number.textContent) + 1);
    badge.removeAttribute("hidden");
  }

  #allRead(): void {
    for (const badge of this.element.querySelectorAll(".topics__unread")) {
      badge.setAttribute("hidden", "");
      const number = badge.querySelector("span");
      if (number) number.textContent = "0";
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
