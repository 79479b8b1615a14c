/** Message items in the list: made by the server, dressed here with what only the page knows. */
import type { MessageData } from "../hub/protocol";
import { addressesMe, isMine, me } from "./session";

const TOGETHER_SECONDS = 300;

/** The server's markup as an element. It was rendered and cleaned by the server. */
export function elementOf(html: string): HTMLElement {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild as HTMLElement;
}

export function itemOf(message: MessageData): HTMLElement {
  return dress(elementOf(message.html));
}

/** Mark what is mine, what addresses me, and which reactions I gave. */
export function dress(item: HTMLElement): HTMLElement {
  item.classList.toggle("message--mine", isMine(item.dataset.author));
  const mentions = (item.dataset.mentions ?? "").split(" ").filter(Boolean);
  const callsMe = addressesMe(mentions) && !isMine(item.dataset.author);
  item.classList.toggle("message--mentions-me", callsMe);
  for (const mark of item.querySelectorAll<HTMLElement>(".mention")) {
    mark.classList.toggle("mention--me", addressesMe([mark.dataset.address ?? ""]));
  }
  for (const reaction of item.querySelectorAll<HTMLElement>(".reaction")) {
    const mine = (reaction.dataset.members ?? "").split(" ").includes(me.member);
    reaction.setAttribute("aria-pressed", String(mine));
  }
  return item;
}

export function seqOf(item: Element | null | undefined): number {
  return Number((item as HTMLElement | null | undefined)?.dataset.seq ?? 0);
}

/** Day lines, and one head for messages that follow each other closely. */
export function arrange(list: HTMLElement): void {
  for (const line of list.querySelectorAll(".day")) line.remove();
  let before: HTMLElement | undefined;
  for (const item of list.querySelectorAll<HTMLElement>(".message")) {
    const newDay = item.dataset.day !== before?.dataset.day;
    if (newDay) item.before(dayLine(item.dataset.dayLabel ?? ""));
    item.classList.toggle("message--follows", !newDay && follows(item, before));
    before = item;
  }
}

function follows(item: HTMLElement, before: HTMLElement | undefined): boolean {
  if (!before || before.dataset.author !== item.dataset.author) return false;
  const plain = ![item, before].some((each) => each.classList.contains("message--event"));
  const seconds = Number(item.dataset.at) - Number(before.dataset.at);
  return plain && seconds < TOGETHER_SECONDS && !item.querySelector(".message__quote");
}

function dayLine(label: string): HTMLElement {
  const line = document.createElement("li");
  line.className = "day";
  const text = document.createElement("span");
  text.textContent = label;
  line.append(text);
  return line;
}
