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

test("what somebody is doing in a part stays when the part is renewed", () => {
  const place = document.createElement("div");
  document.body.append(place);
  place.innerHTML = line("");
  place.querySelector("input")!.checked = true;
  place.querySelector("details")!.open = true;
  place.querySelector("textarea")!.value = "書きかけ";
  place.querySelector("textarea")!.focus();
  swap(place, line("", "<b>new</b>"));
  expect(place.querySelector("b")).not.toBeNull();
  expect(place.querySelector("input")!.checked).toBe(true);
  expect(place.querySelector("details")!.open).toBe(true);
  expect(place.querySelector("textarea")!.value).toBe("書きかけ");
  expect(document.activeElement).toBe(place.querySelector("textarea"));
});

test("what is not being changed takes the new words", () => {
  const place = document.createElement("div");
  place.innerHTML = line("alt");
  swap(place, line("neu"));
  expect(place.querySelector("textarea")!.value).toBe("neu");
});

test("several hints are one renewal, and hints about others none", async () => {
  let renewals = 0;
  let finish = (): void => undefined;
  const leave = renewing(
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
  leave();
  finish();
  tellMoved("a");
  await vi.advanceTimersByTimeAsync(120_000);
  expect(renewals).toBe(2);
});
