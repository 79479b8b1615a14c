/** What can be done with one message: a single toolbar that follows pointer and focus. */
import { confirmed } from "../hub/confirm";
import { connection, Refused, type Wish } from "../hub/connection";
import { flash } from "../hub/flash";
import { isComposing } from "../hub/keys";
import { t } from "../hub/strings";
import { seqOf } from "./items";
import { announceInPage, isMine, whenInPage } from "./session";

export class MessageTools {
  readonly #bar: HTMLElement;
  #undo: (() => void)[];

  constructor(
    private readonly root: HTMLElement,
    private readonly room: string,
  ) {
    const template = document.querySelector<HTMLTemplateElement>("#message-tools");
    this.#bar = template?.content.firstElementChild?.cloneNode(true) as HTMLElement;
    root.addEventListener("pointerover", this.#pointed);
    root.addEventListener("focusin", this.#pointed);
    root.addEventListener("click", this.#clicked);
    root.addEventListener("keydown", this.#pressed);
    this.#undo = [whenInPage("edit-last", () => this.#editLast())];
  }

  stop(): void {
    for (const undo of this.#undo) undo();
    this.#bar.remove();
  }

  #pointed = (event: Event): void => {
    const target = event.target as HTMLElement;
    const item = target.closest<HTMLElement>(".message[data-seq]");
    if (!item || item === this.#item || this.#menuIsOpen) return;
    if (item.matches(".message--event")) return;
    for (const own of this.#bar.querySelectorAll<HTMLElement>("[data-own]")) {
      own.hidden = !isMine(item.dataset.author);
    }
    const gone = item.classList.contains("message--deleted");
    for (const tool of this.#bar.querySelectorAll<HTMLElement>("[data-tool]")) {
      const hidden = gone && tool.dataset.tool !== "receipts";
      tool.classList.toggle("tool--off", hidden);
    }
    this.#closeMenu();
    item.append(this.#bar);
  };

  get #item(): HTMLElement | null {
    return this.#bar.closest<HTMLElement>(".message");
  }

  get #menuIsOpen(): boolean {
    return this.#panel?.hidden === false;
  }

  get #panel(): HTMLElement | null {
    return this.#bar.querySelector<HTMLElement>(".menu__panel");
  }

  #closeMenu(): void {
    this.#panel?.setAttribute("hidden", "");
    this.#bar.querySelector("[data-tool=more]")?.setAttribute("aria-expanded", "false");
  }

  #clicked = (event: Event): void => {
    const target = event.target as HTMLElement;
    const item = target.closest<HTMLElement>(".message[data-seq]");
    const tool = target.closest<HTMLElement>("[data-tool]");
    if (!tool && this.#menuIsOpen) this.#closeMenu();
    if (!item) return;
    const reaction = target.closest<HTMLElement>(".reaction");
    const quote = target.closest<HTMLElement>(".message__quote");
    if (tool) void this.#use(tool, item);
    else if (reaction) this.#react(item, reaction.dataset.emoji ?? "");
    else if (target.closest("[data-task]")) this.#openTask(target);
    else if (target.closest("[data-receipts]")) this.#open(item, "receipts");
    else if (target.closest("[data-edits]")) this.#open(item, "edits");
    else if (quote) {
      event.preventDefault();
      announceInPage("jump", Number(quote.dataset.seq));
    }
  };

  /** Arrows walk the messages, Enter opens the menu, Escape leads back to writing. */
  #pressed = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const item = (event.target as HTMLElement).closest<HTMLElement>(".message");
    const inTimeline = (event.target as HTMLElement).closest(".timeline");
    if (!inTimeline) return;
    if (event.key === "Escape") {
      if (this.#menuIsOpen) {
        this.#closeMenu();
        item?.focus();
      } else announceInPage("focus-composer", null);
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const step = event.key === "ArrowUp" ? -1 : 1;
      if (this.#menuIsOpen) this.#walkMenu(step);
      else this.#step(item, step);
    } else if (event.key === "Enter" && event.target === item) {
      event.preventDefault();
      this.#bar.querySelector<HTMLElement>("[data-tool]")?.focus();
    }
  };

  #step(item: HTMLElement | null, step: number): void {
    const items = [...this.root.querySelectorAll<HTMLElement>(".timeline .message[data-seq]")];
    const place = item ? items.indexOf(item) + step : items.length - 1;
    items[Math.min(Math.max(place, 0), items.length - 1)]?.focus();
  }

  #walkMenu(step: number): void {
    const all = [...(this.#panel?.querySelectorAll<HTMLElement>("button") ?? [])];
    const shown = all.filter((button) => button.offsetParent !== null);
    const from = shown.indexOf(document.activeElement as HTMLElement);
    shown[(from + step + shown.length) % shown.length]?.focus();
  }

  async #use(tool: HTMLElement, item: HTMLElement): Promise<void> {
    const name = tool.dataset.tool ?? "";
    if (name === "more") return this.#toggleMenu();
    this.#closeMenu();
    const seq = seqOf(item);
    if (name === "react") this.#react(item, tool.dataset.emoji ?? "");
    else if (name === "reply" || name === "edit") this.#compose(item, name);
    else if (name === "receipts" || name === "move") this.#open(item, name);
    else if (name === "task" || name === "ask") this.#open(item, name);
    else if (name === "copy") await this.#copy(item);
    else if (name === "pin") {
      const on = !item.classList.contains("message--pinned");
      this.#wish({ type: "message.pin", room: this.room, seq, on });
    } else if (name === "recall" && (await confirmed(t("recall.confirm"), t("recall.agree")))) {
      this.#wish({ type: "message.recall", room: this.room, seq });
    }
  }

  #toggleMenu(): void {
    const open = !this.#menuIsOpen;
    this.#panel?.toggleAttribute("hidden", !open);
    const button = this.#bar.querySelector<HTMLElement>("[data-tool=more]");
    button?.setAttribute("aria-expanded", String(open));
    const low = this.#bar.getBoundingClientRect().bottom > innerHeight * 0.55;
    this.#panel?.classList.toggle("menu__panel--up", low);
    if (open) this.#panel?.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  }

  #react(item: HTMLElement, emoji: string): void {
    const given = item.querySelector(`.reaction[data-emoji="${emoji}"][aria-pressed="true"]`);
    const seq = seqOf(item);
    this.#wish({ type: "message.react", room: this.room, seq, emoji, on: given === null });
  }

  #compose(item: HTMLElement, kind: "reply" | "edit"): void {
    const body = textOf(item);
    const name = item.dataset.authorName ?? "";
    const label = kind === "edit" ? t("composer.editing") : t("composer.replying", { name });
    const topic = item.dataset.topic ?? "";
    announceInPage("compose", { kind, seq: seqOf(item), label, body, topic });
  }

  async #copy(item: HTMLElement): Promise<void> {
    await navigator.clipboard.writeText(textOf(item));
    flash(t("copied"));
  }

  #open(item: HTMLElement, what: "receipts" | "edits" | "move" | "task" | "ask"): void {
    announceInPage("panel", `/rooms/${this.room}/messages/${seqOf(item)}/${what}/`);
  }

  #openTask(target: HTMLElement): void {
    const { task } = (target.closest("[data-task]") as HTMLElement).dataset;
    announceInPage("panel", `/rooms/tasks/${task}/`);
  }

  #wish(wish: Wish): void {
    connection.request(wish).catch((error: unknown) => {
      flash(error instanceof Refused ? error.message : t("error.network"), "error");
    });
  }

  #editLast(): void {
    const own = [...this.root.querySelectorAll<HTMLElement>(".message--mine[data-seq]")];
    const last = own.filter((item) => item.querySelector(".message__body")).at(-1);
    if (last) this.#compose(last, "edit");
  }
}

/** The text as it was written; the server keeps it beside the rendered one. */
function textOf(item: HTMLElement): string {
  return item.dataset.body ?? "";
}
