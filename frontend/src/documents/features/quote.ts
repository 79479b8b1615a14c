/**
 * Block quotes as an attribute of blocks instead of an element around them: two people who quote
 * the same passage at once neither move nor double it. The view shows neighbours in one quote.
 */
import {
  Command,
  type DowncastAttributeEvent,
  type Editor,
  type ModelElement,
  type ModelNode,
  Plugin,
  type UpcastElementEvent,
  type ViewDocumentDeleteEvent,
  type ViewDocumentEnterEvent,
} from "ckeditor5";

export const QUOTE = "quote";
const OUTSIDE_LISTS = -1; // CKEditor's lists take the priorities from 0 to 1

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

  #downcast(): void {
    this.editor.conversion.for("downcast").add((dispatcher) => {
      dispatcher.on<DowncastAttributeEvent<ModelElement>>(
        `attribute:${QUOTE}`,
        (event, data, api) => {
          if (!api.consumable.consume(data.item, event.name)) return;
          const view = api.mapper.toViewElement(data.item);
          if (!view) return;
          const { writer } = api;
          const quote = writer.createAttributeElement("blockquote", null, {
            priority: OUTSIDE_LISTS,
          });
          if (data.attributeNewValue) writer.wrap(writer.createRangeOn(view), quote);
          else writer.unwrap(writer.createRangeOn(view), quote);
        },
      );
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
