import { beforeEach, expect, test, vi } from "vitest";

type Keys = typeof import("./keys");
let keys: Keys;
let field: HTMLTextAreaElement;

beforeEach(async () => {
  vi.resetModules();
  keys = await import("./keys");
  document.body.innerHTML = "<textarea></textarea>";
  field = document.querySelector("textarea") as HTMLTextAreaElement;
});

function at<T extends Event>(event: T, time: number): T {
  Object.defineProperty(event, "timeStamp", { value: time });
  return event;
}

function composition(type: "compositionstart" | "compositionend", time: number): void {
  field.dispatchEvent(at(new CompositionEvent(type, { bubbles: true }), time));
}

function press(key: string, time: number, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = at(new KeyboardEvent("keydown", { key, bubbles: true, ...init }), time);
  field.dispatchEvent(event);
  return event;
}

test("Chrome: the Enter that confirms comes before compositionend and is the method's", () => {
  composition("compositionstart", 1000);
  const confirming = press("Enter", 1500, { isComposing: true, keyCode: 229 });
  expect(keys.isComposing(confirming)).toBe(true);
  composition("compositionend", 1501);
  expect(keys.isComposing(press("Enter", 1700))).toBe(false);
});

test("Safari: the Enter that confirms comes after compositionend with keyCode 229", () => {
  composition("compositionstart", 1000);
  composition("compositionend", 1500);
  expect(keys.isComposing(press("Enter", 1500, { keyCode: 229 }))).toBe(true);
  expect(keys.isComposing(press("Enter", 1700, { keyCode: 13 }))).toBe(false);
});

test("a plain Enter right after compositionend still belongs to the input method", () => {
  composition("compositionstart", 1000);
  composition("compositionend", 1500);
  expect(keys.isComposing(press("Enter", 1503, { keyCode: 13 }))).toBe(true);
});

test("a letter typed right after a conversion is the person's own", () => {
  composition("compositionend", 1500);
  expect(keys.isComposing(press("a", 1503))).toBe(false);
});

test("Escape in the middle of a conversion closes nothing, even without the flag", () => {
  composition("compositionstart", 1000);
  expect(keys.isComposing(press("Escape", 1200))).toBe(true);
});

test("isPlainKey wants the key alone", () => {
  expect(keys.isPlainKey(press("Enter", 9000), "Enter")).toBe(true);
  expect(keys.isPlainKey(press("Enter", 9100, { shiftKey: true }), "Enter")).toBe(false);
  expect(keys.isPlainKey(press("Escape", 9200), "Enter")).toBe(false);
  expect(keys.isPlainKey(press("Enter", 9300, { isComposing: true }), "Enter")).toBe(false);
});
