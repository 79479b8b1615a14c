/**
 * Our own repairs. CKEditor's post-fixers cannot cope with some states that two people can
 * reach together (they loop for ever), so these go first, on every client alike.
 */
import type { Editor, ModelElement, ModelNode, ModelWriter } from "ckeditor5";
import { type Context, isElement, type Shadow } from "./shadow";

/** CKEditor's own commands sometimes leave bare text in a container: wrap it. */
export function wrapStrayText(editor: Editor, shadow: Shadow, writer: ModelWriter): boolean {
  for (const change of editor.model.document.differ.getChanges()) {
    if (change.type !== "insert") continue;
    const { parent } = change.position;
    if (!parent.is("element") || parent.root !== shadow.root) continue;
    if (parent !== shadow.root && shadow.kinds.of(parent) !== "e") continue;
    for (const node of [...parent.getChildren()]) {
      if (!isInline(shadow, node)) continue;
      let last: ModelNode = node;
      while (last.nextSibling && isInline(shadow, last.nextSibling)) last = last.nextSibling;
      const range = writer.createRange(
        writer.createPositionBefore(node),
        writer.createPositionAfter(last),
      );
      writer.wrap(range, "paragraph");
      return true;
    }
  }
  return false;
}

function isInline(shadow: Shadow, node: ModelNode): boolean {
  return node.is("$text") || (isElement(node) && shadow.kinds.of(node) === "i");
}

export function normalise(shadow: Shadow, writer: ModelWriter, contexts: Iterable<Context>): void {
  const containers = new Set(contexts);
  for (const y of shadow.fresh) {
    const context = shadow.contextOf(shadow.elementOf(y));
    if (context) containers.add(context);
  }
  for (const context of containers) fillEmpty(shadow, writer, context);
  const tables = new Set<ModelElement>();
  for (const context of containers) addTables(tables, context.element);
  for (const y of shadow.fresh) addTables(tables, shadow.elementOf(y));
  for (const table of tables) if (shadow.isAttached(table)) orderTable(writer, table);
}

/** An empty container shows one plain paragraph, virtual: nothing in Y. */
function fillEmpty(shadow: Shadow, writer: ModelWriter, context: Context): void {
  const { element } = context;
  if (context.textOnly || !shadow.isAttached(element) || !element.isEmpty) return;
  if (!shadow.model.schema.checkChild(element, "paragraph")) return;
  writer.insertElement("paragraph", element, 0);
  context.items = [];
  shadow.adoptLone(context);
}

function addTables(tables: Set<ModelElement>, from: ModelElement | undefined): void {
  for (let element = from; element; element = element.parent as ModelElement | undefined) {
    if (element.name === "table") tables.add(element);
  }
}

/** A row after the caption sends the table's fixers round in circles; so does an empty row. */
function orderTable(writer: ModelWriter, table: ModelElement): void {
  const children = [...table.getChildren()].filter(isElement);
  const firstCaption = children.findIndex((child) => child.name === "caption");
  const after = firstCaption < 0 ? [] : children.slice(firstCaption);
  if (after.some((child) => child.name === "tableRow")) {
    for (const child of after) {
      if (child.name === "caption") writer.move(writer.createRangeOn(child), table, "end");
    }
  }
  for (const child of children) {
    if (child.name === "tableRow" && !child.childCount) writer.insertElement("tableCell", child, 0);
  }
}
