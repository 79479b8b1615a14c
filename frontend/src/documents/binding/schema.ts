/**
 * How a document looks in Yjs: the semi-flat schema.
 *
 * A container (the root, a table cell) is one Y.Text. In it a text block is a marker, a Y.Map
 * `{#n: name, #k: "b", …attributes}`, followed by its characters; an object is a Y.Map with its
 * children in a Y.Text of its own under `#c`. Splitting inserts a marker, merging deletes one,
 * a heading is a key: no text ever moves. `#k` makes the document readable without CKEditor.
 */
import type { ModelElement, ModelNode, ModelSchema } from "ckeditor5";
import * as Y from "yjs";

export const ROOT = "main";
export const SCHEMA_VERSION = 1;
export const NAME = "#n";
export const KIND = "#k";
export const CONTENT = "#c";

/** b: block of text · e: container or object · t: limit with bare text (caption) · i: inline. */
export type Kind = "b" | "e" | "t" | "i";
export type Attributes = Record<string, unknown>;
export type YElement = Y.Map<unknown>;
/** Any shared type, whatever its events. */
export type YType = Y.AbstractType<any>;

/** What belongs to this browser only and is never shared. */
const LOCAL_ATTRIBUTES = new Set(["uploadId", "uploadStatus"]);

/** What makes a block a list item; see `yAttributesOf`. */
const LIST = ["listItemId", "listType", "listIndent"];
const OF_LISTS = [...LIST, "todoListChecked"];

/** `selection:*` is shared: CKEditor derives what it shows of an empty block from it. */
export function attributesOf(node: ModelNode): Attributes {
  const found: Attributes = {};
  for (const [key, value] of node.getAttributes()) {
    if (!LOCAL_ATTRIBUTES.has(key)) found[key] = value;
  }
  return found;
}

/**
 * The attributes as the model has them. One person takes a block out of its list while another
 * indents it: then some keys of the list are left, and a part of them means none.
 */
export function yAttributesOf(y: YElement): Attributes {
  const found: Attributes = {};
  for (const [key, value] of y.entries()) if (!key.startsWith("#")) found[key] = value;
  if (!LIST.every((key) => key in found)) for (const key of OF_LISTS) delete found[key];
  return found;
}

/** Undo may not bring a name back that somebody changed in between: then it is a paragraph. */
export function nameOf(y: YElement): string {
  return (y.get(NAME) as string | undefined) ?? "paragraph";
}

export function contentOf(y: YElement): Y.Text {
  return y.get(CONTENT) as Y.Text;
}

export function isDeleted(y: YType): boolean {
  return y._item !== null && y._item.deleted;
}

export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Two runs of text are formatted alike when their keys are equal. */
export function formatKey(attributes: Attributes): string {
  const names = Object.keys(attributes).sort();
  return names.length ? JSON.stringify(names.map((name) => [name, attributes[name]])) : "";
}

/** The kind of an element by its name alone: it must not depend on where the element stands. */
export class Kinds {
  readonly #known = new Map<string, Kind>();

  constructor(private readonly schema: ModelSchema) {}

  of(element: ModelElement): Kind {
    const known = this.#known.get(element.name);
    if (known) return known;
    const kind = this.#decided(element.name);
    this.#known.set(element.name, kind);
    return kind;
  }

  #decided(name: string): Kind {
    const { schema } = this;
    if (schema.isInline(name)) return "i";
    if (!schema.checkChild([name], "$text")) return "e";
    return schema.isLimit(name) || schema.isObject(name) ? "t" : "b";
  }
}
