import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Seen } from "./seen";

let reports: [number[], boolean][];
let seen: Seen;

beforeEach(() => {
  vi.useFakeTimers();
  reports = [];
  seen = new Seen((branches, displayed) => {
    reports.push([branches, displayed]);
    return Promise.resolve();
  });
});
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

function card(top: number): HTMLElement {
  const made = document.createElement("article");
  made.getBoundingClientRect = () => new DOMRect(0, top, 300, 100);
  document.body.append(made);
  return made;
}

test("a card that is here is delivered; after two seconds on screen it was displayed", async () => {
  seen.watch(card(10), 7, "");
  await vi.advanceTimersByTimeAsync(200);
  expect(reports).toEqual([[[7], false]]);
  seen.look(1000);
  seen.look(2900);
  await vi.advanceTimersByTimeAsync(200);
  expect(reports).toHaveLength(1);
  seen.look(3100);
  await vi.advanceTimersByTimeAsync(200);
  expect(reports[1]).toEqual([[7], true]);
});

test("a card below the fold, or behind a dialog, was not displayed", async () => {
  seen.watch(card(5000), 7, "delivered");
  const shown = card(10);
  seen.watch(shown, 8, "delivered");
  const dialog = document.createElement("dialog");
  dialog.setAttribute("open", "");
  seen.look(1000);
  document.body.append(dialog);
  seen.look(2000);
  dialog.remove();
  seen.look(3500);
  seen.look(5000);
  await vi.advanceTimersByTimeAsync(200);
  expect(reports).toEqual([]);
});

test("what the server knows is not told again, and a failed report is", async () => {
  seen.watch(card(10), 7, "displayed");
  let fails = true;
  const stubborn = new Seen((branches, displayed) => {
    reports.push([branches, displayed]);
    return fails ? Promise.reject(new Error()) : Promise.resolve();
  });
  stubborn.has(9);
  await vi.advanceTimersByTimeAsync(200);
  fails = false;
  stubborn.has(9);
  stubborn.has(9);
  await vi.advanceTimersByTimeAsync(200);
  expect(reports).toEqual([
    [[9], false],
    [[9], false],
  ]);
});
