/** The question before files or personal data leave the own organisation. Remembers nothing. */
import type { PendingFile } from "../chat/pending";
import { icon } from "../hub/icon";
import { pageData } from "../hub/page";
import { t } from "../hub/strings";
import { type Finding, personalData } from "./personal_data";
import { readableSize } from "./sizes";

export interface Outsider {
  name: string;
  colour: number;
  people: number;
}

const CLEAR = 2; // characters at each end of a number that stay readable

/** Whether the message may be sent: no outsider reads it, nothing was found, or agreed. */
export async function mayLeave(body: string, files: readonly PendingFile[]): Promise<boolean> {
  const { outside } = pageData<{ outside: Outsider[] }>("room-data");
  if (outside.length === 0) return true;
  const findings = personalData(body);
  if (findings.length === 0 && files.length === 0) return true;
  return asked(outside, findings, files);
}

function asked(
  outside: readonly Outsider[],
  findings: readonly Finding[],
  files: readonly PendingFile[],
): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("#boundary-dialog");
  if (!dialog) return Promise.resolve(false);
  fill(dialog, "[data-boundary-readers]", outside.map(reader));
  fill(dialog, ".boundary-dialog__found", findings.map(found));
  fill(dialog, ".boundary-dialog__files", files.map(attached));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const closed = (): void => resolve(dialog.returnValue === "yes");
    dialog.addEventListener("close", closed, { once: true });
  });
}

/** A section that has nothing to show is not shown. */
function fill(dialog: HTMLElement, selector: string, items: HTMLElement[]): void {
  const list = dialog.querySelector<HTMLElement>(selector);
  list?.replaceChildren(...items);
  list?.closest("section")?.toggleAttribute("hidden", items.length === 0);
}

function reader({ name, colour, people }: Outsider): HTMLElement {
  const chip = document.createElement("span");
  chip.className = `org-chip c${colour}`;
  chip.textContent = name;
  return line(chip, people > 0 ? t("boundary.people", { n: people }) : "");
}

function found({ kind, text }: Finding): HTMLElement {
  const mark = document.createElement("mark");
  mark.textContent = kind === "birth_date" ? text : masked(text);
  return line(t(`boundary.${kind}`), mark);
}

function attached({ name, size }: PendingFile): HTMLElement {
  return line(icon("file"), name, t("boundary.size", { size: readableSize(size) }));
}

function line(...parts: (Node | string)[]): HTMLElement {
  const item = document.createElement("li");
  item.append(...parts.map((part) => (typeof part === "string" ? words(part) : part)));
  return item;
}

function words(text: string): HTMLElement {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}

/** 12•• •••• ••18: enough to find it in the text, too little to read it over a shoulder. */
export function masked(text: string): string {
  const digits = text.match(/[\d０-９]/g)?.length ?? 0;
  let place = 0;
  return text.replace(/[\d０-９]/g, (digit) => {
    place += 1;
    return place <= CLEAR || place > digits - CLEAR ? digit : "•";
  });
}
