/** A fresh Y type for a model element and all it contains. */
import type { ModelElement } from "ckeditor5";
import * as Y from "yjs";
import { isText, type Run } from "./runs";
import { attributesOf, CONTENT, KIND, NAME, type YElement } from "./schema";
import { type Context, isElement, Item, type Shadow } from "./shadow";

type Delta = { insert: unknown; attributes: Record<string, unknown> }[];

export function encode(shadow: Shadow, element: ModelElement): YElement {
  const y: YElement = new Y.Map();
  const kind = shadow.kinds.of(element);
  y.set(NAME, element.name);
  y.set(KIND, kind);
  for (const [key, value] of Object.entries(attributesOf(element))) y.set(key, value);
  shadow.map(y, element);
  shadow.dropContext(element);
  if (kind === "b" || kind === "i") return y;
  const content = new Y.Text();
  y.set(CONTENT, content);
  const context = shadow.makeContext(element, content, kind === "t");
  const delta = kind === "t" ? encodeText(shadow, context) : encodeChildren(shadow, context);
  if (delta.length) content.applyDelta(delta, { sanitize: false });
  return y;
}

function encodeRuns(shadow: Shadow, runs: Run[], delta: Delta): Run[] {
  for (const run of runs) {
    if (isText(run)) delta.push({ insert: run.text, attributes: run.attributes });
    else {
      run.y = encode(shadow, run.element!);
      delta.push({ insert: run.y, attributes: {} });
    }
  }
  return runs;
}

function encodeText(shadow: Shadow, context: Context): Delta {
  const delta: Delta = [];
  const runs = encodeRuns(shadow, shadow.runsOf(context.element), delta);
  context.items = [new Item("b", null, context.element, runs)];
  return delta;
}

function encodeChildren(shadow: Shadow, context: Context): Delta {
  const delta: Delta = [];
  const children = [...context.element.getChildren()].filter(isElement);
  const [only] = children;
  if (children.length === 1 && only && shadow.isPlainParagraph(only) && only.isEmpty) {
    context.items = [new Item("b", null, only)];
    return delta;
  }
  for (const child of children) {
    const y = encode(shadow, child);
    delta.push({ insert: y, attributes: {} });
    if (shadow.isBlock(child)) {
      const runs = encodeRuns(shadow, shadow.runsOf(child), delta);
      context.items.push(new Item("b", y, child, runs));
    } else context.items.push(new Item("e", y, child));
  }
  return delta;
}
