/** A kept page takes over what was written since, so that no server has to draw it again. */
import type { MessageChanged, MessagePosted } from "../hub/protocol";
import { t } from "../hub/strings";
import { elementOf } from "./items";

/** More would make a kept page slow to open; the start of the page goes. */
const MESSAGES = 200;

/** The page with the message in it; undefined when the page has missed something before. */
export function patched(html: string, event: MessagePosted | MessageChanged): string | undefined {
  const page = new DOMParser().parseFromString(html, "text/html");
  const data = page.getElementById("room-data");
  const list = page.querySelector('[data-timeline-target="list"]');
  if (!data?.textContent || !list) return undefined;
  const room = JSON.parse(data.textContent) as { version: number; lastSeq: number };
  if (event.version !== room.version + 1 || !put(list, event)) return undefined;
  if (event.message.deleted) forgetQuotes(page, event.message.seq);
  room.version = event.version;
  room.lastSeq = Math.max(room.lastSeq, event.message.seq);
  data.textContent = JSON.stringify(room).replaceAll("<", "\\u003c");
  page.querySelector('[data-timeline-target="empty"]')?.remove();
  return `<!doctype html>\n${page.documentElement.outerHTML}`;
}

/** A recalled text leaves the answers that quote it and the list of pinned messages as well. */
function forgetQuotes(page: Document, seq: number): void {
  for (const quote of page.querySelectorAll(`.message__quote[data-seq="${seq}"]`)) {
    const author = quote.querySelector("b");
    quote.replaceChildren(...(author ? [author, " "] : []), t("message.gone"));
  }
  for (const pin of page.querySelectorAll(`.details [data-seq="${seq}"]`)) {
    (pin.closest("li") ?? pin).remove();
  }
}

/** Whether the message has its place in the list: it is there, or the next one. */
function put(list: Element, { message, type }: MessagePosted | MessageChanged): boolean {
  const shown = list.querySelector(`.message[data-seq="${message.seq}"]`);
  const last = Number((list.lastElementChild as HTMLElement | null)?.dataset.seq ?? 0);
  if (shown) shown.replaceWith(elementOf(message.html));
  else if (message.seq === last + 1) list.append(elementOf(message.html));
  else return type === "message.changed" && message.seq < last; // further up than the page goes
  while (list.children.length > MESSAGES) list.firstElementChild?.remove();
  return true;
}
