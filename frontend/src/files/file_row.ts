/** One file that is not sent yet, as the tray and the pending message show it. */
import type { PendingFile } from "../chat/pending";
import { icon } from "../hub/icon";
import { readableSize } from "./sizes";
import { uploads } from "./uploads";

const PICTURE = 80; // pixels of a thumbnail's side

export function fileRow(file: PendingFile): HTMLElement {
  const item = document.createElement("li");
  item.className = "tray__item";
  item.dataset.key = file.key;
  const bar = document.createElement("progress");
  bar.max = file.size;
  bar.setAttribute("aria-label", file.name);
  item.title = file.name;
  const text = part("tray__text", part("tray__name", file.name), part("tray__state"), bar);
  item.append(picture(file), text);
  return item;
}

/** Bring the row up to date; `problem` stands instead of how far it came. */
export function showRow(item: HTMLElement, file: PendingFile, problem = ""): void {
  const bar = item.querySelector("progress");
  const [sent, size] = [uploads.sent(file), readableSize(file.size)];
  if (bar) {
    bar.value = sent;
    bar.hidden = Boolean(file.fileId || problem);
  }
  const state = item.querySelector(".tray__state");
  const text = problem || (file.fileId ? size : `${readableSize(sent)} / ${size}`);
  if (state && state.textContent !== text) state.textContent = text;
}

function part(name: string, ...content: (Node | string)[]): HTMLElement {
  const span = document.createElement("span");
  span.className = name;
  span.append(...content);
  return span;
}

/** A thumbnail for what the browser shows as a picture, else the icon of a file. */
function picture(file: PendingFile): Element {
  if (!/^image\/(png|jpeg|webp|gif)$/.test(file.type)) return icon("file");
  // Drawn, because an address of the blob would need a hole in the content security policy.
  const canvas = document.createElement("canvas");
  canvas.className = "tray__picture";
  canvas.width = canvas.height = PICTURE;
  void createImageBitmap(file.blob)
    .then((bitmap) => {
      const side = Math.min(bitmap.width, bitmap.height);
      const [x, y] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
      canvas.getContext("2d")?.drawImage(bitmap, x, y, side, side, 0, 0, PICTURE, PICTURE);
      bitmap.close();
    })
    .catch(() => canvas.replaceWith(icon("file")));
  return canvas;
}
