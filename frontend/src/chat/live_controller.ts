/** Starts the connection and always shows its state in words. */
import { Controller } from "@hotwired/stimulus";
import { connection, type State } from "../hub/connection";
import { t } from "../hub/strings";
import { outbox, whenInPage } from "./session";
import { signInAgain } from "./session_end";

export default class extends Controller<HTMLElement> {
  static override targets = ["status", "word", "announcer"];
  declare readonly statusTarget: HTMLElement;
  declare readonly wordTarget: HTMLElement;
  declare readonly announcerTarget: HTMLElement;
  #undo: (() => void)[] = [];

  override connect(): void {
    this.#undo = [
      connection.onState((state) => this.#show(state)),
      outbox.watch(() => this.#show(connection.state)),
      whenInPage<string>("announce", (text) => this.#announce(text)),
      connection.on("message.changed", (event) => {
        // A recalled text must not stay anywhere, read out or not.
        if (event.message.deleted) this.announcerTarget.replaceChildren();
      }),
    ];
    window.addEventListener("beforeunload", this.#warn);
    connection.start();
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
    window.removeEventListener("beforeunload", this.#warn);
    connection.stop();
  }

  #warn = (event: BeforeUnloadEvent): void => {
    if (outbox.unsent > 0 && !outbox.isKept) event.preventDefault();
  };

  #show(state: State): void {
    const word = t(`status.${state}`);
    const unsent = outbox.unsent;
    this.statusTarget.dataset.state = state;
    if (state === "live") sessionStorage.removeItem("ended");
    this.statusTarget.dataset.carrier = connection.carrierName ?? "";
    const text = unsent > 0 ? `${word}: ${t("status.unsent", { n: unsent })}` : word;
    if (this.wordTarget.textContent !== text) this.wordTarget.textContent = text;
    if (state === "ended") void signInAgain();
  }

  /** A polite live region: author first, then the text. */
  #announce(text: string): void {
    const line = document.createElement("p");
    line.textContent = text;
    this.announcerTarget.append(line);
    while (this.announcerTarget.children.length > 5) this.announcerTarget.firstChild?.remove();
  }
}
