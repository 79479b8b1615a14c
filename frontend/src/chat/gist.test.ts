import { expect, test } from "vitest";
import type { MessageData } from "../hub/protocol";
import { gist } from "./gist";

function message(given: Partial<MessageData>): MessageData {
  return { html: "", body: "", stamp: "", files: [], ...given } as MessageData;
}

test("a file is told by its name, a stamp by its words", () => {
  const files = [{ name: "名簿.xlsx" }] as MessageData["files"];
  expect(gist(message({ body: "送ります", files }))).toBe("送ります 名簿.xlsx");
  const html = '<li><img class="stamp" alt="了解しました"></li>';
  expect(gist(message({ stamp: "ryokai", html }))).toBe("了解しました");
});
