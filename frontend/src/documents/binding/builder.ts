/** Making model elements for Y types. */
import type { ModelElement, ModelWriter } from "ckeditor5";
import type * as Y from "yjs";
import { isText, type Run, shape } from "./runs";
import {
  attributesOf,
  contentOf,
  KIND,
  nameOf,
  same,
  type YElement,
  yAttributesOf,
} from "./schema";
import { Context, Item, type Shadow } from "./shadow";
import { parseItems, readTokens } from "./tokens";

export class Builder {
  constructor(private readonly shadow: Shadow) {}

  /** Fills `element` with what `y` holds and remembers it as the element's context. */
  fill(writer: ModelWriter, element: ModelElement, y: Y.Text, textOnly: boolean): Context {
    const context = this.shadow.makeContext(element, y, textOnly);
    const items = parseItems(readTokens(y), textOnly);
    if (textOnly) {
      items[0]!.element = element;
      this.fillRuns(writer, element, items[0]!.runs);
    } else {
      for (const item of items) writer.append(this.build(writer, item), element);
    }
    context.items = items;
    return context;
  }

  /** A new element for `item`, with all that belongs to it. */
  build(writer: ModelWriter, item: Item): ModelElement {
    if (item.y === null) item.element = writer.createElement("paragraph");
    else item.element = this.create(writer, item.y);
    if (item.kind === "b") this.fillRuns(writer, item.element, item.runs);
    else {
      this.fill(writer, item.element, contentOf(item.y!), item.y!.get(KIND) === "t");
    }
    return item.element;
  }

  /** An unknown name (a newer client's) shows as a paragraph and stays in Y untouched. */
  create(writer: ModelWriter, y: YElement): ModelElement {
    const element = writer.createElement(this.#registered(nameOf(y)), yAttributesOf(y));
    this.shadow.map(y, element);
    this.shadow.fresh.add(y);
    return element;
  }

  #registered(name: string): string {
    return this.shadow.model.schema.isRegistered(name) ? name : "paragraph";
  }

  fillRuns(writer: ModelWriter, element: ModelElement, runs: readonly Run[]): void {
    for (const run of runs) {
      if (isText(run)) writer.appendText(run.text, run.attributes, element);
      else {
        run.element = this.create(writer, run.y!);
        writer.append(run.element, element);
      }
    }
  }

  /** Name and attributes of `element` as `y` has them. */
  syncElement(writer: ModelWriter, element: ModelElement, y: YElement): void {
    const name = nameOf(y);
    const wanted = yAttributesOf(y);
    const current = attributesOf(element);
    if (name !== element.name && this.shadow.model.schema.isRegistered(name)) {
      writer.rename(element, name);
    }
    for (const key in current) if (!(key in wanted)) writer.removeAttribute(key, element);
    for (const key in wanted) {
      if (!same(wanted[key], current[key])) writer.setAttribute(key, wanted[key], element);
    }
  }

  makePlain(writer: ModelWriter, element: ModelElement): void {
    if (element.name !== "paragraph") writer.rename(element, "paragraph");
    for (const key of [...element.getAttributeKeys()]) writer.removeAttribute(key, element);
  }

  /** The text of a block must equal its shadow; else it is written anew from the shadow. */
  repairText(writer: ModelWriter, item: Item): boolean {
    if (same(shape(this.shadow.runsOf(item.element)), shape(item.runs))) return false;
    writer.remove(writer.createRangeIn(item.element));
    this.fillRuns(writer, item.element, item.runs);
    return true;
  }
}
