import { expect, test } from "vitest";
import { RoomVersions } from "./versions";

test("only the very next version is shown", () => {
  const versions = new RoomVersions(7);
  expect(versions.judge(7)).toBe("known");
  expect(versions.judge(8)).toBe("apply");
  expect(versions.judge(9)).toBe("gap");
});

test("versions move forward only", () => {
  const versions = new RoomVersions(7);
  versions.reach(9);
  versions.reach(8);
  expect(versions.latest).toBe(9);
  expect(versions.isBehind(9)).toBe(false);
  expect(versions.isBehind(10)).toBe(true);
  expect(versions.isBehind(undefined)).toBe(false);
});
