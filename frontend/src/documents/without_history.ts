/** The content of a document as one update of a new one: no history, no foreign beginning. */
import * as Y from "yjs";
import { ROOT } from "./binding/schema";

interface Op {
  insert: unknown;
  attributes?: Record<string, unknown>;
}

/** A Yjs update (v1) that fills an empty document with what stands in `doc`. */
export function withoutHistory(doc: Y.Doc): Uint8Array<ArrayBuffer> {
  const fresh = new Y.Doc();
  fresh.transact(() => fill(fresh.getText(ROOT), doc.getText(ROOT)));
  return Y.encodeStateAsUpdate(fresh) as Uint8Array<ArrayBuffer>;
}

function fill(into: Y.Text, from: Y.Text): void {
  for (const { insert, attributes } of from.toDelta() as Op[]) {
    if (typeof insert === "string") into.insert(into.length, insert, attributes ?? {});
    else if (insert instanceof Y.Map) {
      const marker = new Y.Map<unknown>();
      into.insertEmbed(into.length, marker, attributes ?? {});
      fillMap(marker, insert);
    }
  }
}

function fillMap(into: Y.Map<unknown>, from: Y.Map<unknown>): void {
  for (const [key, value] of from.entries()) {
    if (value instanceof Y.Text) {
      const text = new Y.Text();
      into.set(key, text);
      fill(text, value);
    } else {
      into.set(key, value);
    }
  }
}
