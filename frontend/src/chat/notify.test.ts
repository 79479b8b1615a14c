import { describe, expect, it } from "vitest";
import { isWanted } from "./notify";

const wishes = { followed: ["followed"], muted: ["muted"] };

describe("what calls a person", () => {
  it.each([
    // topic, mentions me, room, wanted
    [null, false, "everything", true],
    ["other", false, "everything", true],
    ["muted", false, "everything", false],
    ["muted", true, "everything", true],
    [null, false, "mentions", false],
    [null, true, "mentions", true],
    ["followed", false, "mentions", true],
    ["other", false, "mentions", false],
    ["muted", true, "mentions", true],
    ["followed", true, "nothing", false],
    [null, true, "nothing", false],
  ])("topic %s, mentioned %s, room %s: %s", (topic, mentionsMe, involvement, wanted) => {
    expect(isWanted(topic, mentionsMe, { ...wishes, involvement })).toBe(wanted);
  });
});
