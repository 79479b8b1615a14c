/** How many have displayed one's own messages, from the steps where the markers stand. */
import { t } from "../hub/strings";
import { seqOf } from "./items";

export type Steps = [number, number][];

/** Members whose marker stands at or after `seq`, without the author's own. */
export function readersOf(seq: number, steps: Steps, ownMarker: number): number {
  const markers = steps.reduce((sum, [at, members]) => (at >= seq ? sum + members : sum), 0);
  return Math.max(0, markers - (ownMarker >= seq ? 1 : 0));
}

export function showCounts(list: HTMLElement, steps: Steps, ownMarker: number): void {
  for (const item of list.querySelectorAll<HTMLElement>(".message--mine")) {
    const button = item.querySelector<HTMLButtonElement>("[data-receipts]");
    if (!button) continue;
    const readers = readersOf(seqOf(item), steps, ownMarker);
    button.hidden = readers === 0;
    const text = t("receipts.count", { n: readers });
    if (button.textContent !== text) button.textContent = text;
  }
}
