import { expect, test } from "vitest";
import { Presence } from "./presence";

function seen(process: string, members: string[], count = members.length) {
  return { type: "presence.seen" as const, room: "r", process, members, count };
}

test("adds processes up, and a person on two of them once", () => {
  const presence = new Presence();
  presence.hear(seen("p1", ["a", "b"]), 0);
  presence.hear(seen("p2", ["b", "c"]), 0);
  expect(presence.count(1000)).toBe(3);
  expect([...presence.members(1000)].sort()).toEqual(["a", "b", "c"]);
});

test("forgets a process that fell silent", () => {
  const presence = new Presence();
  presence.hear(seen("p1", ["a"]), 0);
  presence.hear(seen("p2", ["b"]), 40_000);
  expect([...presence.members(50_000)]).toEqual(["b"]);
});

test("trusts counts when names are cut", () => {
  const presence = new Presence();
  presence.hear(seen("p1", ["a"], 500), 0);
  expect(presence.count(0)).toBe(500);
});
