/** Reading a Y.Text: first as tokens (texts and embedded types), then as items. */
import * as Y from "yjs";
import { lengthOf, pushRun, type Run, textRun } from "./runs";
import { type Attributes, KIND, type Kind } from "./schema";
import { Item } from "./shadow";

/** Walks Yjs' own list: `toDelta()` would copy the whole container for every look. */
export function readTokens(y: Y.Text): Run[] {
  const tokens: Run[] = [];
  const current: Attributes = {};
  for (let node = y._start; node !== null; node = node.right) {
    if (node.deleted) continue;
    const { content } = node;
    if (content instanceof Y.ContentFormat) {
      if (content.value === null) delete current[content.key];
      else current[content.key] = content.value;
    } else if (content instanceof Y.ContentString) {
      pushRun(tokens, textRun(content.str, { ...current }));
    } else if (content instanceof Y.ContentType && content.type instanceof Y.Map) {
      tokens.push({ element: null, y: content.type as Y.Map<unknown> });
    }
  }
  return tokens;
}

/**
 * The blocks and objects of a container. Characters without a marker before them are a plain
 * paragraph that exists in no Y type, so that every possible Y.Text is a valid document.
 */
export function parseItems(tokens: readonly Run[], textOnly: boolean): Item[] {
  const items: Item[] = [];
  let block: Item | null = null;
  if (textOnly) items.push((block = new Item("b", null)));
  for (const token of tokens) {
    const kind = "text" in token ? "i" : (token.y?.get(KIND) as Kind | undefined);
    if (kind === "i") {
      if (!block) items.push((block = new Item("b", null)));
      pushRun(block.runs, token);
      block.textLength += lengthOf(token);
    } else if (!textOnly && "y" in token && kind !== undefined) {
      const item = new Item(kind === "b" ? "b" : "e", token.y);
      items.push(item);
      block = kind === "b" ? item : null;
    }
  }
  return items;
}
