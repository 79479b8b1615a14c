import { expect, test } from "vitest";
import type { DocumentUser } from "../live/frames";
import { coloursOf } from "./colours";

function person(id: string, colour: number): DocumentUser {
  return { id, colour, name: id, organisation: "", writes: true };
}

test("who wants the same colour gets different ones, in whatever order they are seen", () => {
  const people = [person("c", 3), person("a", 3), person("b", 4)];
  const expected = new Map([
    ["a", 3],
    ["b", 4],
    ["c", 5],
  ]);
  expect(coloursOf(people)).toEqual(expected);
  expect(coloursOf([...people].reverse())).toEqual(expected);
});

test("four people have colours that do not look alike", () => {
  const people = [person("a", 0), person("b", 4), person("c", 3), person("d", 7)];
  expect([...coloursOf(people).values()]).toEqual([0, 5, 3, 1]);
});

test("eight people have eight colours, a ninth shares one", () => {
  const people = [..."abcdefghi"].map((id) => person(id, 7));
  const colours = [...coloursOf(people).values()];
  expect(new Set(colours.slice(0, 8)).size).toBe(8);
  expect(colours).toHaveLength(9);
});
