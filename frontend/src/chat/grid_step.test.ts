import { expect, it } from "vitest";
import { gridStep } from "./grid_step";

it("walks a grid of 24 in rows of 6 and stays inside", () => {
  expect(gridStep("ArrowRight", 0, 24, 6)).toBe(1);
  expect(gridStep("ArrowDown", 2, 24, 6)).toBe(8);
  expect(gridStep("ArrowUp", 2, 24, 6)).toBe(2);
  expect(gridStep("ArrowRight", 23, 24, 6)).toBe(23);
  expect(gridStep("Home", 9, 24, 6)).toBe(0);
  expect(gridStep("End", 9, 24, 6)).toBe(23);
});

it("leaves other keys alone", () => {
  expect(gridStep("Tab", 0, 24, 6)).toBeUndefined();
});
