import { expect, test } from "vitest";
import * as Y from "yjs";
import { withoutHistory } from "./without_history";

test("a new document holds the same content, containers and formatting, and nothing deleted", () => {
  const doc = new Y.Doc();
  doc.getMap("meta").set("schema", 1);
  const root = doc.getText("main");
  const heading = new Y.Map([
    ["#n", "heading1"],
    ["#k", "b"],
  ] as [string, unknown][]);
  root.insertEmbed(0, heading);
  root.insert(1, "案", { bold: true });
  root.insert(2, "消した語");
  root.delete(2, 4);
  const cell = new Y.Text("中身");
  const table = new Y.Map([
    ["#n", "table"],
    ["#c", cell],
  ] as [string, unknown][]);
  root.insertEmbed(2, table);

  const update = withoutHistory(doc);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, update);
  const plain = (text: Y.Text) => JSON.stringify(text.toJSON()) + JSON.stringify(text.toDelta());
  expect(plain(copy.getText("main"))).toBe(plain(root));
  expect(new TextDecoder().decode(update)).not.toContain("消した語");
  expect(copy.share.has("meta")).toBe(false);
});
