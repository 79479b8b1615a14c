/**
 * Block quotes as an attribute of blocks instead of an element around them: two people who quote
 * the same passage at once neither move nor double it. The view shows neighbours in one quote.
 */
import {
  Command,
  type DowncastAttributeEvent,
  type DowncastConversionApi,
  type Editor,
  type Model,
  type ModelElement,
  type ModelNode,
  Plugin,
  type UpcastElementEvent,
  type ViewAttributeElement,
  type ViewDowncastWriter,
  type ViewRange,
  type ViewDocumentDeleteEvent,
  type ViewDocumentEnterEvent,
} from "ckeditor5";

export const QUOTE = "quote";
type Api = DowncastConversionApi;

const MARKS = ["listItemMarker", "listItemWrapper"]; // what lists put before a block
const LIST_ATTRIBUTE = /^(list|todoList)/;
const OUTSIDE_LISTS = -1000; // CKEditor's lists begin at -100

export class QuoteCommand extends Command {
  declare value: boolean;

  override refresh(): void {
    const blocks = this.#blocks();
    this.value = !!blocks[0]?.hasAttribute(QUOTE);
    this.isEnabled = blocks.length > 0;
  }

  override execute(options: { forceValue?: boolean } = {}): void {
    const quoted = options.forceValue ?? !this.value;
    this.editor.model.change((writer) => {
      for (const block of this.#blocks()) {
        if (quoted) writer.setAttribute(QUOTE, true, block);
        else writer.removeAttribute(QUOTE, block);
      }
    });
  }

  #blocks(): ModelElement[] {
    const { model } = this.editor;
    const blocks = [...model.document.selection.getSelectedBlocks()];
    return blocks.filter((block) => model.schema.checkAttribute(block, QUOTE));
  }
}

export class Quote extends Plugin {
  static get pluginName() {
    return "Quote" as const;
  }

  init(): void {
    const { editor } = this;
    editor.model.schema.extend("$block", { allowAttributes: QUOTE });
    editor.model.schema.extend("$blockObject", { allowAttributes: QUOTE });
    editor.model.schema.setAttributeProperties(QUOTE, { copyOnEnter: true });
    editor.commands.add(QUOTE, new QuoteCommand(editor));
    this.#downcast();
    this.#upcast();
  }

  afterInit(): void {
    leaveOnEnter(this.editor);
    leaveOnBackspace(this.editor);
  }

  /** Around whatever the lists made of a block: they go first, whichever attribute came first. */
  #downcast(): void {
    this.editor.conversion.for("downcast").add((dispatcher) => {
      const { model } = this.editor;
      dispatcher.on<DowncastAttributeEvent<ModelElement>>(
        `attribute:${QUOTE}`,
        (event, data, api) => {
          if (!api.consumable.consume(data.item, event.name)) return;
          if (api.consumable.test(data.item, "attribute:listItemId")) return; // the list comes yet
          if (data.attributeNewValue) wrapInQuote(model, data.item, api);
          else unwrapQuote(model, data.item, api);
        },
      );
      const aroundLists = (around: typeof wrapInQuote) => {
        return (_event: unknown, data: { item: ModelElement; attributeKey: string }, api: Api) => {
          if (LIST_ATTRIBUTE.test(data.attributeKey) && data.item.hasAttribute(QUOTE)) {
            around(model, data.item, api);
          }
        };
      };
      const event = "attribute" as "attribute:key";
      dispatcher.on<DowncastAttributeEvent<ModelElement>>(event, aroundLists(unwrapQuote), {
        priority: "high",
      });
      dispatcher.on<DowncastAttributeEvent<ModelElement>>(event, aroundLists(wrapInQuote), {
        priority: "lowest",
      });
    });
  }

  #upcast(): void {
    this.editor.conversion.for("upcast").add((dispatcher) => {
      dispatcher.on<UpcastElementEvent>("element:blockquote", (_event, data, api) => {
        if (!api.consumable.consume(data.viewItem, { name: true })) return;
        const { modelRange, modelCursor } = api.convertChildren(data.viewItem, data.modelCursor);
        for (const item of modelRange?.getItems({ shallow: true }) ?? []) {
          if (api.schema.checkAttribute(item as ModelNode, QUOTE)) {
            api.writer.setAttribute(QUOTE, true, item as ModelNode);
          }
        }
        Object.assign(data, { modelRange, modelCursor });
      });
    });
  }
}

/** What the view shows of a block, from its list marker on. */
function viewRangeOf(model: Model, item: ModelElement, api: Api): ViewRange | null {
  const { mapper, writer } = api;
  const range = mapper.toViewRange(model.createRangeOn(item)).getTrimmed();
  const last = range.end.nodeBefore;
  if (!last) return null;
  const marker = last.previousSibling;
  const marked = marker?.is("element") && MARKS.some((mark) => marker.getCustomProperty(mark));
  return writer.createRange(
    writer.createPositionBefore(marked ? marker : last),
    writer.createPositionAfter(last),
  );
}

function quoteElement(writer: ViewDowncastWriter): ViewAttributeElement {
  return writer.createAttributeElement("blockquote", null, { priority: OUTSIDE_LISTS });
}

function wrapInQuote(model: Model, item: ModelElement, api: Api): void {
  const range = viewRangeOf(model, item, api);
  if (range) api.writer.wrap(range, quoteElement(api.writer));
}

function unwrapQuote(model: Model, item: ModelElement, api: Api): void {
  const range = viewRangeOf(model, item, api);
  if (range) api.writer.unwrap(range, quoteElement(api.writer));
}

/** Enter in an empty quoted block ends the quote, as in every editor people know. */
function leaveOnEnter(editor: Editor): void {
  const onEnter = (event: { stop(): void }, data: { preventDefault(): void }) => {
    const { selection } = editor.model.document;
    const block = selection.getLastPosition()?.parent;
    if (!selection.isCollapsed || !block?.is("element") || !block.isEmpty) return;
    if (!block.hasAttribute(QUOTE) || block.hasAttribute("listItemId")) return;
    editor.execute(QUOTE, { forceValue: false });
    data.preventDefault();
    event.stop();
  };
  editor.editing.view.document.on<ViewDocumentEnterEvent>("enter", onEnter, { priority: "high" });
}

/** Backspace at the start of the first quoted block takes it out of the quote. */
function leaveOnBackspace(editor: Editor): void {
  const onDelete = (
    event: { stop(): void },
    data: { direction: string; preventDefault(): void },
  ) => {
    const { selection } = editor.model.document;
    const position = selection.getLastPosition();
    const block = position?.parent;
    if (data.direction !== "backward" || !selection.isCollapsed || !block?.is("element")) return;
    if (!position?.isAtStart || !block.hasAttribute(QUOTE)) return;
    if (block.hasAttribute("listItemId")) return;
    if ((block.previousSibling as ModelElement | null)?.hasAttribute(QUOTE)) return;
    editor.execute(QUOTE, { forceValue: false });
    data.preventDefault();
    event.stop();
  };
  const { document } = editor.editing.view;
  document.on<ViewDocumentDeleteEvent>("delete", onDelete, { context: "$root", priority: "high" });
}
