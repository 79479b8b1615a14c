/** What a change touched, as CKEditor's differ names it: which containers, which blocks. */
import type { ModelElement, ModelNode, ModelPosition } from "ckeditor5";
import { type Context, isElement, type Shadow } from "./shadow";

export interface Dirty {
  /** Blocks were added, removed or moved: the list of children has to be compared. */
  structure: boolean;
  elements: Set<ModelElement>;
  /** Everything below has to be compared as well. */
  deep: boolean;
  /** Where something was typed, when that is all that happened. */
  typed: { element: ModelElement; offset: number } | null;
}

export type DirtyContexts = Map<Context, Dirty>;

interface Entry {
  type: string;
  name?: string;
  length?: number;
  position?: ModelPosition;
  range?: { start: ModelPosition; getItems(options: { shallow: boolean }): Iterable<unknown> };
}

export function untouched(): Dirty {
  return { structure: false, elements: new Set(), deep: false, typed: null };
}

export function wholeContext(shadow: Shadow, context: Context): Dirty {
  return {
    structure: true,
    elements: new Set(shadow.childrenOf(context)),
    deep: true,
    typed: null,
  };
}

/** Containers before what they contain, so that a parent is in order when its child is looked at. */
export function outerFirst(contexts: DirtyContexts): [Context, Dirty][] {
  const depth = (context: Context) => context.element.getPath().length;
  return [...contexts].sort(([a], [b]) => depth(a) - depth(b));
}

export function collectDirty(shadow: Shadow): DirtyContexts {
  const found: DirtyContexts = new Map();
  const changes = new Map<Context, number>();
  const of = (context: Context): Dirty => {
    changes.set(context, (changes.get(context) ?? 0) + 1);
    const dirty = found.get(context) ?? untouched();
    found.set(context, dirty);
    return dirty;
  };
  for (const entry of shadow.model.document.differ.getChanges() as unknown as Entry[]) {
    const position = entry.position ?? entry.range?.start;
    const parent = position?.parent;
    if (!position || !parent?.is("element") || parent.root !== shadow.root) continue;
    const context = shadow.contextOf(parent);
    if (context) noteInContainer(of(context), context, parent, position, entry);
    else noteInBlock(shadow, of, parent, position, entry);
  }
  for (const [context, dirty] of found) if (changes.get(context) !== 1) dirty.typed = null;
  return found;
}

function noteInContainer(
  dirty: Dirty,
  context: Context,
  parent: ModelElement,
  position: ModelPosition,
  entry: Entry,
): void {
  if (context.textOnly) {
    dirty.elements.add(parent);
    return;
  }
  dirty.structure = true;
  if (entry.type === "insert") {
    let node: ModelNode | null = parent.getChild(parent.offsetToIndex(position.offset)) ?? null;
    for (let taken = 0; node && taken < (entry.length ?? 0); node = node.nextSibling) {
      if (isElement(node)) dirty.elements.add(node);
      taken += node.offsetSize;
    }
  } else if (entry.type === "attribute") {
    for (const item of entry.range!.getItems({ shallow: true })) {
      if (isElement(item as ModelNode)) dirty.elements.add(item as ModelElement);
    }
  }
}

function noteInBlock(
  shadow: Shadow,
  of: (context: Context) => Dirty,
  block: ModelElement,
  position: ModelPosition,
  entry: Entry,
): void {
  const context = shadow.contextOf(block.parent as ModelElement | null);
  if (!context) return;
  const dirty = of(context);
  dirty.elements.add(block);
  if (entry.type !== "attribute" && entry.name === "$text") {
    dirty.typed = { element: block, offset: position.offset };
  }
}
