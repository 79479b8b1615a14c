import { beforeEach, expect, it } from "vitest";
import { forgetStrings } from "../hub/strings";
import { presets } from "./later_times";

beforeEach(() => {
  const keys = ["later.hour", "later.today", "later.tomorrow", "later.monday"];
  const strings = Object.fromEntries(keys.map((key) => [key, key]));
  document.body.innerHTML = `<script id="client-strings" type="application/json">${JSON.stringify(strings)}</script>`;
  forgetStrings();
});

const labels = (now: Date): string[] => presets(now).map((preset) => preset.label);

it("offers an hour, tomorrow's opening and next Monday's", () => {
  const wednesday = new Date(2026, 10, 25, 15, 0);
  expect(labels(wednesday)).toEqual(["later.hour", "later.tomorrow", "later.monday"]);
  expect(presets(wednesday).map((preset) => preset.at)).toEqual([
    new Date(2026, 10, 25, 16, 0),
    new Date(2026, 10, 26, 8, 30),
    new Date(2026, 10, 30, 8, 30),
  ]);
});

it("offers this morning's opening to those who work at night", () => {
  const night = new Date(2026, 10, 25, 2, 0);
  expect(labels(night)).toContain("later.today");
  expect(presets(night)[1]?.at).toEqual(new Date(2026, 10, 25, 8, 30));
});

it("does not name the same Monday twice on a Sunday", () => {
  const sunday = new Date(2026, 10, 29, 12, 0);
  expect(labels(sunday)).toEqual(["later.hour", "later.tomorrow"]);
});

it("takes next week's Monday on a Monday", () => {
  const monday = new Date(2026, 10, 23, 12, 0);
  expect(presets(monday).at(-1)?.at).toEqual(new Date(2026, 10, 30, 8, 30));
});
