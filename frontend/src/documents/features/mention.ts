/**
 * A person's name in a text: one object that nobody can half delete, with the person's id.
 * HTML: `<span class="mention" data-member="…">@高橋 美咲</span>`.
 */
import {
  Command,
  type ModelElement,
  type ModelRange,
  Plugin,
  toWidget,
  type ViewContainerElement,
  type ViewDowncastWriter,
  type ViewElement,
  Widget,
} from "ckeditor5";

export const MENTION = "mention";

export interface Person {
  id: string;
  name: string;
}

export class MentionOfPersonCommand extends Command {
  override refresh(): void {
    const { model } = this.editor;
    const parent = model.document.selection.focus?.parent;
    this.isEnabled = !!parent?.is("element") && model.schema.checkChild(parent, MENTION);
  }

  /** Puts the person where `range` is, else where the caret is. */
  override execute({ mention, range }: { mention: Person; range?: ModelRange }): void {
    const { model } = this.editor;
    model.change((writer) => {
      const object = writer.createElement(MENTION, { member: mention.id, name: mention.name });
      const place = writer.createSelection(range ?? model.document.selection.getFirstRange());
      model.insertObject(object, place, null, { setSelection: "after" });
    });
  }
}

export class MentionOfPerson extends Plugin {
  static get pluginName() {
    return "MentionOfPerson" as const;
  }

  static get requires() {
    return [Widget] as const;
  }

  init(): void {
    const { editor } = this;
    editor.model.schema.register(MENTION, {
      inheritAllFrom: "$inlineObject",
      allowAttributes: ["member", "name"],
    });
    // CKEditor types the name for its own command.
    editor.commands.add(MENTION, new MentionOfPersonCommand(editor) as never);
    editor.conversion.for("dataDowncast").elementToElement({
      model: MENTION,
      view: (element, { writer }) => spanOf(element, writer),
    });
    editor.conversion.for("editingDowncast").elementToElement({
      model: { name: MENTION, attributes: ["member", "name"] },
      view: (element, { writer }) =>
        toWidget(spanOf(element, writer), writer, { label: shown(element) }),
    });
    editor.conversion.for("upcast").elementToElement({
      view: { name: "span", classes: "mention", attributes: { "data-member": true } },
      model: (view, { writer }) =>
        writer.createElement(MENTION, {
          member: view.getAttribute("data-member"),
          name: nameIn(view),
        }),
    });
  }
}

function spanOf(element: ModelElement, writer: ViewDowncastWriter): ViewContainerElement {
  const member = String(element.getAttribute("member") ?? "");
  const span = writer.createContainerElement("span", { class: "mention", "data-member": member });
  writer.insert(writer.createPositionAt(span, 0), writer.createText(shown(element)));
  return span;
}

function shown(element: ModelElement): string {
  return `@${String(element.getAttribute("name") ?? "")}`;
}

function nameIn(view: ViewElement): string {
  const text = [...view.getChildren()].map((child) => (child.is("$text") ? child.data : ""));
  return text
    .join("")
    .replace(/^[@＠]/, "")
    .trim();
}
