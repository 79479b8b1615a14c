import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renewing, swap, tellMoved } from "./renewing";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

function line(words: string, extra = ""): string {
  return `<div data-branch="3"><input type="checkbox" name="branch" value="3">
    <details><summary>more</summary></details><textarea name="words">${words}</textarea>
    <a href="/x/">x</a>${extra}</div>`;
}

test("what somebody is doing in a part stays when the part is renewed", async () => {
  const place = document.createElement("div");
  document.body.append(place);
  place.innerHTML = line("");
  place.querySelector("input")!.checked = true;
  place.querySelector("details")!.open = true;
  place.querySelector("textarea")!.value = "書きかけ";
  place.querySelector("textarea")!.focus();
  await swap(place, line("", "<b>new</b>"));
  expect(place.querySelector("b")).not.toBeNull();
  expect(place.querySelector("input")!.checked).toBe(true);
  expect(place.querySelector("details")!.open).toBe(true);
  expect(place.querySelector("textarea")!.value).toBe("書きかけ");
  expect(document.activeElement).toBe(place.querySelector("textarea"));
});

test("what is not being changed takes the new words", async () => {
  const place = document.createElement("div");
  place.innerHTML = line("alt");
  await swap(place, line("neu"));
  expect(place.querySelector("textarea")!.value).toBe("neu");
});

test("several hints are one renewal, and hints about others none", async () => {
  let renewals = 0;
  let finish = (): void => undefined;
  const renewal = renewing(
    () => {
      renewals += 1;
      return new Promise((resolve) => (finish = resolve));
    },
    (obligation) => obligation === "a",
  );
  tellMoved("b");
  await vi.advanceTimersByTimeAsync(2000);
  expect(renewals).toBe(0);
  tellMoved("a");
  tellMoved("a");
  await vi.advanceTimersByTimeAsync(10);
  expect(renewals).toBe(1);
  tellMoved("a"); // while one is under way: once more afterwards
  await vi.advanceTimersByTimeAsync(2000);
  expect(renewals).toBe(1);
  finish();
  await vi.advanceTimersByTimeAsync(2000);
  expect(renewals).toBe(2);
  renewal.stop();
  finish();
  tellMoved("a");
  await vi.advanceTimersByTimeAsync(120_000);
  expect(renewals).toBe(2);
});

test("nothing moves while a finger is down, or when nothing changed", async () => {
  const place = document.createElement("div");
  document.body.append(place);
  place.innerHTML = line("");
  const kept = place.firstElementChild;
  await swap(place, line(""));
  expect(place.firstElementChild).toBe(kept);
  document.dispatchEvent(new Event("pointerdown"));
  const swapped = swap(place, line("neu"));
  await vi.advanceTimersByTimeAsync(200);
  expect(place.firstElementChild).toBe(kept);
  document.dispatchEvent(new Event("pointerup"));
  await vi.advanceTimersByTimeAsync(100);
  await swapped;
  expect(place.querySelector("textarea")!.value).toBe("neu");
});

test("a wish for now is served after what is under way", async () => {
  const finish: (() => void)[] = [];
  const renewal = renewing(() => new Promise((resolve) => finish.push(resolve)));
  const first = renewal.now();
  await vi.advanceTimersByTimeAsync(0);
  const second = renewal.now();
  await vi.advanceTimersByTimeAsync(0);
  expect(finish).toHaveLength(1);
  finish[0]!();
  await first;
  await vi.advanceTimersByTimeAsync(0);
  expect(finish).toHaveLength(2);
  finish[1]!();
  await second;
  renewal.stop();
});
