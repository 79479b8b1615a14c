/**
 * The shadow: what the binding believes both sides hold. Each container has a context, a list of
 * items; an item is a text block or an object and knows its element and its Y type.
 */
import type { Model, ModelElement, ModelNode } from "ckeditor5";
import type * as Y from "yjs";
import { type InlineRun, pushRun, type Run, textRun, totalLength } from "./runs";
import { attributesOf, isDeleted, Kinds, ROOT, type YElement, type YType } from "./schema";

export class Item {
  element!: ModelElement;
  textLength: number;

  /** `y` is null for a virtual paragraph: characters that no marker precedes. */
  constructor(
    readonly kind: "b" | "e",
    public y: YElement | null,
    element?: ModelElement,
    public runs: Run[] = [],
  ) {
    if (element) this.element = element;
    this.textLength = totalLength(runs);
  }

  /** How many units of the container's Y.Text the item takes. */
  get length(): number {
    return this.kind === "e" ? 1 : (this.y ? 1 : 0) + this.textLength;
  }

  setRuns(runs: Run[]): void {
    this.runs = runs;
    this.textLength = totalLength(runs);
  }
}

export class Context {
  items: Item[];
  /** How often a fix of this container was written lately; see fixes.ts. */
  fixed = { since: 0, times: 0 };

  /** `textOnly`: a limit with bare text, such as a caption, whose one item is itself. */
  constructor(
    readonly element: ModelElement,
    readonly y: Y.Text,
    readonly textOnly: boolean,
  ) {
    this.items = textOnly ? [new Item("b", null, element)] : [];
  }
}

export type Place =
  { index: number; item: Item; offset: number } | { index: number; item: null; offset: 0 };

export class Shadow {
  readonly kinds: Kinds;
  readonly root: ModelElement;
  /** Elements that were made for Y types during the present change. */
  readonly fresh = new Set<YElement>();
  /** Set when an inline place held a block: CKEditor itself left an invalid tree. */
  invalid = false;
  // Weak: a removed Y type or element takes its entry along.
  #elements = new WeakMap<YElement, ModelElement>();
  #byElement = new WeakMap<ModelElement, Context>();
  #byY = new WeakMap<YType, Context>();

  constructor(
    readonly model: Model,
    readonly yRoot: Y.Text,
  ) {
    this.kinds = new Kinds(model.schema);
    this.root = model.document.getRoot(ROOT)!;
  }

  forget(): void {
    this.#elements = new WeakMap();
    this.#byElement = new WeakMap();
    this.#byY = new WeakMap();
  }

  map(y: YElement, element: ModelElement): void {
    this.#elements.set(y, element);
  }

  elementOf(y: YElement): ModelElement | undefined {
    return this.#elements.get(y);
  }

  contextOf(element: ModelElement | null | undefined): Context | undefined {
    return element ? this.#byElement.get(element) : undefined;
  }

  contextOfY(y: YType): Context | undefined {
    return this.#byY.get(y);
  }

  dropContext(element: ModelElement): void {
    this.#byElement.delete(element);
  }

  makeContext(element: ModelElement, y: Y.Text, textOnly: boolean): Context {
    const context = new Context(element, y, textOnly);
    this.#byElement.set(element, context);
    this.#byY.set(y, context);
    return context;
  }

  get rootContext(): Context {
    return this.contextOf(this.root)!;
  }

  isAttached(element: ModelElement): boolean {
    return element.root === this.root;
  }

  /** Whether the context is the one in use, in the document, on both sides. */
  isLive(context: Context): boolean {
    if (this.contextOf(context.element) !== context || !this.isAttached(context.element)) {
      return false;
    }
    return context.y === this.yRoot || (context.y._item !== null && !isDeleted(context.y));
  }

  isPlainParagraph(element: ModelElement): boolean {
    return element.is("element", "paragraph") && !Object.keys(attributesOf(element)).length;
  }

  isBlock(element: ModelElement): boolean {
    return this.kinds.of(element) === "b";
  }

  childrenOf(context: Context): ModelElement[] {
    if (context.textOnly) return [context.element];
    return [...context.element.getChildren()].filter(isElement);
  }

  /** The runs of a block as the model has them. */
  runsOf(element: ModelElement): Run[] {
    const runs: Run[] = [];
    for (const child of element.getChildren()) {
      if (child.is("$text")) pushRun(runs, textRun(child.data, attributesOf(child)));
      else if (isElement(child)) this.#pushInline(runs, child);
    }
    return runs;
  }

  #pushInline(runs: Run[], element: ModelElement): void {
    const run: InlineRun = { element, y: null };
    runs.push(run);
    if (this.kinds.of(element) === "i") return;
    this.invalid = true;
    if (this.isBlock(element)) for (const inner of this.runsOf(element)) pushRun(runs, inner);
  }

  /** An empty container shows one plain paragraph that nothing in Y stands for. */
  adoptLone(context: Context): void {
    if (context.textOnly || context.items.length || context.element.childCount !== 1) return;
    const lone = context.element.getChild(0);
    if (lone && isElement(lone) && this.isPlainParagraph(lone) && lone.isEmpty) {
      context.items = [new Item("b", null, lone)];
    }
  }

  /** Where `position` of the container's Y.Text lies: in a block's text, or before an item. */
  find(context: Context, position: number): Place {
    let start = 0;
    for (const [index, item] of context.items.entries()) {
      const end = start + item.length;
      if (item.kind === "b") {
        const first = start + (item.y ? 1 : 0);
        if (position >= first && position <= end) return { index, item, offset: position - first };
      }
      if (position <= start) return { index, item: null, offset: 0 };
      start = end;
    }
    return { index: context.items.length, item: null, offset: 0 };
  }
}

export function isElement(node: ModelNode | null | undefined): node is ModelElement {
  return !!node && node.is("element");
}
