/**
 * ふりがな: the reading of a word is an attribute of its characters, so that the word stays text
 * for search, replacement and the typing of others. HTML: `<ruby>漢字<rt>かんじ</rt></ruby>`.
 */
import {
  Command,
  type DataController,
  findAttributeRange,
  type ModelPosition,
  type ModelRange,
  Plugin,
  type UpcastConversionApi,
  type UpcastConversionData,
  type UpcastElementEvent,
  type ViewDocumentFragment,
  type ViewElement,
  type ViewNode,
  ViewUpcastWriter,
} from "ckeditor5";

export const RUBY = "ruby";
const OUTERMOST = 4; // links have 5: a link inside a word must not part the reading
const SHOWN = "data-ruby";

export class RubyCommand extends Command {
  /** The reading at the caret or of the selected word. */
  declare value: string | undefined;

  override refresh(): void {
    const { selection } = this.editor.model.document;
    const first = selection.getFirstPosition();
    const inOneBlock = first?.parent === selection.getLastPosition()?.parent;
    this.value = selection.isCollapsed ? readingAround(first) : this.#selected();
    this.isEnabled =
      inOneBlock && (selection.isCollapsed ? !!this.value : !!this.#allowed().length);
  }

  /** Sets the reading of the selected characters, or of the word at the caret; "" removes it. */
  override execute({ reading }: { reading: string }): void {
    const { model } = this.editor;
    const { selection } = model.document;
    model.change((writer) => {
      const ranges = selection.isCollapsed ? this.#whole() : this.#allowed();
      for (const range of ranges) {
        if (reading) writer.setAttribute(RUBY, reading, range);
        else writer.removeAttribute(RUBY, range);
      }
    });
  }

  #selected(): string | undefined {
    for (const item of this.editor.model.document.selection.getFirstRange()?.getItems() ?? []) {
      if (item.is("$textProxy")) return item.getAttribute(RUBY) as string | undefined;
    }
    return undefined;
  }

  #allowed(): ModelRange[] {
    const { model } = this.editor;
    return [...model.schema.getValidRanges(model.document.selection.getRanges(), RUBY)];
  }

  #whole(): ModelRange[] {
    const { model } = this.editor;
    const position = model.document.selection.getFirstPosition();
    if (!position || this.value === undefined) return [];
    return [findAttributeRange(position, RUBY, this.value, model)];
  }
}

export class Ruby extends Plugin {
  static get pluginName() {
    return "Ruby" as const;
  }

  init(): void {
    const { editor } = this;
    editor.model.schema.extend("$text", { allowAttributes: RUBY });
    editor.model.schema.setAttributeProperties(RUBY, { isFormatting: true, copyOnEnter: false });
    editor.commands.add(RUBY, new RubyCommand(editor));
    editor.conversion.for("downcast").attributeToElement({
      model: RUBY,
      view: (reading: string, { writer }) =>
        writer.createAttributeElement("ruby", { [SHOWN]: reading }, { priority: OUTERMOST }),
    });
    editor.conversion.for("upcast").add((dispatcher) => {
      dispatcher.on<UpcastElementEvent>("element:ruby", (_event, data, api) => upcast(data, api));
    });
    writeReadings(editor.data);
    this.#typeOnlyInside();
  }

  /** What is typed beside a word, or over it, is not part of it; inside it is. */
  #typeOnlyInside(): void {
    const { document } = this.editor.model;
    document.registerPostFixer((writer) => {
      const { selection } = document;
      const reading = selection.isCollapsed
        ? readingAround(selection.getFirstPosition())
        : undefined;
      if (selection.getAttribute(RUBY) === reading) return false;
      if (reading) writer.setSelectionAttribute(RUBY, reading);
      else writer.removeSelectionAttribute(RUBY);
      return true;
    });
  }
}

/** The reading of the word the position is in, not merely beside. */
function readingAround(position: ModelPosition | null): string | undefined {
  if (position?.textNode) return position.textNode.getAttribute(RUBY) as string | undefined;
  const before = position?.nodeBefore?.getAttribute(RUBY) as string | undefined;
  return before === position?.nodeAfter?.getAttribute(RUBY) ? before : undefined;
}

/** Adds `<rt>` to every word of the HTML that leaves the editor; its view has an attribute. */
function writeReadings(data: DataController): void {
  const toView = data.toView.bind(data);
  data.toView = (...given: Parameters<DataController["toView"]>) => {
    const fragment = toView(...given);
    const writer = new ViewUpcastWriter(fragment.document);
    for (const word of [...wordsIn(fragment)]) {
      const reading = word.getAttribute(SHOWN) ?? "";
      writer.removeAttribute(SHOWN, word);
      writer.appendChild(writer.createElement("rt", null, [writer.createText(reading)]), word);
    }
    return fragment;
  };
}

function* wordsIn(parent: ViewElement | ViewDocumentFragment): Generator<ViewElement> {
  for (const child of parent.getChildren()) {
    if (!child.is("element")) continue;
    if (child.name === "ruby" && child.hasAttribute(SHOWN)) yield child;
    else yield* wordsIn(child);
  }
}

/** One word may be several groups, each with its reading behind it. */
function upcast(data: UpcastConversionData<ViewElement>, api: UpcastConversionApi): void {
  if (!api.consumable.consume(data.viewItem, { name: true })) return;
  const start = data.modelCursor;
  let cursor = start;
  let group = start;
  for (const child of data.viewItem.getChildren()) {
    if (isElement(child, "rp")) continue;
    if (isElement(child, "rt")) {
      setReading(textOf(child).trim(), api, api.writer.createRange(group, cursor));
      group = cursor;
    } else cursor = api.convertItem(child, cursor).modelCursor;
  }
  Object.assign(data, { modelRange: api.writer.createRange(start, cursor), modelCursor: cursor });
}

function setReading(reading: string, api: UpcastConversionApi, range: ModelRange): void {
  if (!reading) return;
  for (const item of [...range.getItems()]) {
    if (item.is("$textProxy") && api.schema.checkAttribute(item.textNode, RUBY)) {
      api.writer.setAttribute(RUBY, reading, api.writer.createRangeOn(item));
    }
  }
}

function isElement(node: ViewNode, name: string): node is ViewElement {
  return node.is("element", name);
}

function textOf(element: ViewElement): string {
  return [...element.getChildren()]
    .map((child) => (child.is("$text") ? child.data : child.is("element") ? textOf(child) : ""))
    .join("");
}
