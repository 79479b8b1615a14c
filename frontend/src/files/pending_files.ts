/** The files of a message on its way: how far each upload came, and a way to stop it. */
import type { PendingMessage } from "../chat/pending";
import { t } from "../hub/strings";
import { fileRow, showRow } from "./file_row";
import { uploads } from "./uploads";

/** Rows for all files, and a button that gives the message up while they are sent. */
export function pendingFiles({ files }: PendingMessage): HTMLElement {
  const frame = document.createElement("div");
  frame.className = "pending-files";
  const list = document.createElement("ul");
  list.className = "tray tray--pending";
  list.append(...files.map(fileRow));
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "button button--small";
  stop.dataset.discard = "";
  stop.textContent = t("files.stop");
  frame.append(list, stop);
  return frame;
}

export function showPendingFiles(item: HTMLElement, message: PendingMessage): void {
  for (const file of message.files) {
    const row = item.querySelector<HTMLElement>(`.tray__item[data-key="${file.key}"]`);
    if (row) showRow(row, file);
  }
  const stop = item.querySelector(".pending-files > [data-discard]");
  const ended = message.problem !== undefined || message.files.every((file) => file.fileId);
  stop?.toggleAttribute("hidden", ended);
}

/** How far all files together came, in words; empty when every byte is there. */
export function uploadState({ files }: PendingMessage): string {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const sent = files.reduce((sum, file) => sum + uploads.sent(file), 0);
  return sent < total ? t("files.uploading", { n: Math.floor((100 * sent) / total) }) : "";
}
