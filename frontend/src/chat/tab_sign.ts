/** The unread count where a person looks when the tab is behind others: title and icon. */

export class TabSign {
  readonly #product = document.title.split("— ").at(-1) ?? document.title;
  #room = "";
  #unread = 0;

  room(title: string): void {
    this.#room = title;
    this.#show();
  }

  unread(count: number): void {
    this.#unread = count;
    this.#show();
  }

  #show(): void {
    const name = this.#room ? `${this.#room} — ${this.#product}` : this.#product;
    document.title = this.#unread > 0 ? `(${this.#unread}) ${name}` : name;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!icon) return;
    const href = icon.href.replace(/favicon(-unread)?\.svg/, this.#file);
    if (icon.href !== href) icon.href = href;
  }

  get #file(): string {
    return this.#unread > 0 ? "favicon-unread.svg" : "favicon.svg";
  }
}
