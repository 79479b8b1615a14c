/** The line under the head that says what is different from usual, and what can be done. */
import { t } from "../../hub/strings";

export const LIBRARY = "/documents/";

export class Notice {
  constructor(private readonly place: HTMLElement) {}

  show(kind: "offline" | "reading" | "ended", text: string): void {
    this.place.dataset.kind = kind;
    const word = document.createElement("span");
    word.textContent = text;
    this.place.replaceChildren(word);
    this.place.hidden = false;
  }

  hide(): void {
    this.place.hidden = true;
  }

  /** The page is over; opening it anew may help. */
  end(text: string): void {
    this.show("ended", text);
    this.#button(t("document.reload"), () => location.reload());
  }

  /** The page is over, and there is no way back to it. */
  leave(text: string): void {
    this.show("ended", text);
    const link = document.createElement("a");
    link.className = "button button--small";
    link.href = LIBRARY;
    link.target = "_top"; // out of the frame beside a room
    link.textContent = t("document.library");
    this.place.append(link);
  }

  /** Something waits for a decision. */
  offer(text: string, open: () => void): void {
    this.show("ended", text);
    this.#button(t("document.look"), open);
  }

  #button(label: string, act: () => void): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = label;
    button.addEventListener("click", act);
    this.place.append(button);
  }
}
