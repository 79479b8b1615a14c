/**
 * The unread and unsent counts where a person looks when the page is behind others: title,
 * icon of the tab, badge of the installed app.
 */
import { t } from "../hub/strings";

export class TabSign {
  #product: string | undefined;
  #room: string | undefined;
  #unread = 0;
  #unsent = 0;
  #alarm = false;

  room(title: string): void {
    this.#room = title;
    this.#show();
  }

  unread(count: number): void {
    this.#unread = count;
    this.#show();
  }

  unsent(count: number): void {
    if (count === this.#unsent) return;
    this.#unsent = count;
    this.#show();
  }

  alarm(on: boolean): void {
    if (on === this.#alarm) return;
    this.#alarm = on;
    this.#show();
  }

  #show(): void {
    document.title = `${this.#prefix}${this.#name}`;
    this.#showBadge();
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!icon) return;
    const href = icon.href.replace(/favicon(-unread)?\.svg/, this.#file);
    if (icon.href !== href) icon.href = href;
  }

  /** Pages without rooms keep the title the server gave them. */
  get #name(): string {
    this.#product ??= document.title;
    if (this.#room === undefined) return this.#product;
    const product = this.#product.split("— ").at(-1) ?? this.#product;
    return this.#room ? `${this.#room} — ${product}` : product;
  }

  get #prefix(): string {
    const alarm = this.#alarm ? t("alarm.title") : "";
    const unsent = this.#unsent > 0 ? `${t("status.unsent", { n: this.#unsent })} ` : "";
    const unread = this.#unread > 0 ? `(${this.#unread}) ` : "";
    return alarm + unsent + unread;
  }

  /** What waits for the person, and what waits for the network. */
  #showBadge(): void {
    const count = this.#unread + this.#unsent;
    if (!("setAppBadge" in navigator)) return;
    const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
    done.catch(() => undefined); // not installed, or not allowed
  }

  get #file(): string {
    return this.#unread > 0 ? "favicon-unread.svg" : "favicon.svg";
  }
}

/** The page's only one. */
export const tabSign = new TabSign();
