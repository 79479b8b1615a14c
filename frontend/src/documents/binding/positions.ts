/** Positions in the model as places in Yjs that stay with their neighbours, and back. */
import type { Model, ModelElement, ModelPosition } from "ckeditor5";
import * as Y from "yjs";
import type { Context, Shadow } from "./shadow";

export class Positions {
  constructor(
    private readonly model: Model,
    private readonly shadow: Shadow,
  ) {}

  /** `side` < 0 keeps the place with what is before it, else with what comes after. */
  toRelative(position: ModelPosition, side = 0): Y.RelativePosition | null {
    const parent = position.parent as ModelElement;
    const own = this.shadow.contextOf(parent);
    const context = own ?? this.shadow.contextOf(parent.parent as ModelElement | null);
    if (!context) return null;
    const index =
      own && !own.textOnly ? this.#before(own, position) : this.#inText(context, position);
    return Y.createRelativePositionFromTypeIndex(
      context.y,
      Math.min(index, context.y.length),
      side,
    );
  }

  #before(context: Context, position: ModelPosition): number {
    let index = 0;
    for (const item of context.items) {
      if (item.element === position.nodeAfter) break;
      index += item.length;
    }
    return index;
  }

  #inText(context: Context, position: ModelPosition): number {
    let index = 0;
    for (const item of context.items) {
      if (item.element === position.parent) return index + (item.y ? 1 : 0) + position.offset;
      index += item.length;
    }
    return index;
  }

  fromRelative(relative: Y.RelativePosition): ModelPosition | null {
    const { shadow, model } = this;
    const absolute = Y.createAbsolutePositionFromRelativePosition(relative, shadow.yRoot.doc!);
    const context = absolute && shadow.contextOfY(absolute.type);
    if (!absolute || !context || !shadow.isAttached(context.element)) return null;
    const place = shadow.find(context, absolute.index);
    if (place.item) {
      const { element } = place.item;
      if (!shadow.isAttached(element)) return null;
      return model.createPositionAt(element, Math.min(place.offset, element.maxOffset));
    }
    const next = context.items[place.index]?.element;
    if (next?.parent) return model.createPositionBefore(next);
    return model.createPositionAt(context.element, "end");
  }
}
