import { expect, test } from "vitest";
import { readersOf, type Steps } from "./receipt_counts";

const STEPS: Steps = [
  [12, 3],
  [10, 2],
  [4, 9],
];

test("counts the markers at or after the message, without the author's own", () => {
  expect(readersOf(11, STEPS, 12)).toBe(2);
  expect(readersOf(10, STEPS, 9)).toBe(5);
  expect(readersOf(13, STEPS, 12)).toBe(0);
});
