import { expect, it } from "vitest";
import { TopicReading } from "./topic_reading";

const ROOM = "r";

it("moves the marker only as far as nothing was left out", () => {
  const reading = new TopicReading();
  reading.remember(ROOM, [
    { seq: 5, topic: "a" },
    { seq: 6, topic: "a" },
    { seq: 8, topic: "a" },
  ]);
  expect(reading.reachedFrom(ROOM, 4)).toBe(6);
  expect(reading.reachedFrom(ROOM, 3)).toBe(3);
  reading.remember(ROOM, [{ seq: 7, topic: "b" }]);
  expect(reading.reachedFrom(ROOM, 4)).toBe(8);
});

it("keeps rooms apart", () => {
  const reading = new TopicReading();
  reading.remember(ROOM, [{ seq: 1, topic: "a" }]);
  expect(reading.reachedFrom("other", 0)).toBe(0);
  expect(reading.countOf("other", "a", 0)).toBe(0);
});

it("counts what was displayed of one topic above the marker", () => {
  const reading = new TopicReading();
  reading.remember(ROOM, [
    { seq: 2, topic: "a" },
    { seq: 3, topic: "b" },
    { seq: 4, topic: "a" },
  ]);
  reading.remember(ROOM, [{ seq: 4, topic: "a" }]);
  expect(reading.countOf(ROOM, "a", 2)).toBe(1);
  expect(reading.countOf(ROOM, "a", 0)).toBe(2);
});
