/** The toolbar's button for ふりがな and the small window that asks for the reading. */
import {
  ButtonView,
  createLabeledInputText,
  Dialog,
  DialogViewPosition,
  LabeledFieldView,
  Plugin,
} from "ckeditor5";
import { t } from "../../hub/strings";
import { focusWithSelection, onEnter } from "./asking";
import { Ruby, RUBY, type RubyCommand } from "./ruby";

// A character with its reading, as three small ones, above it.
const ICON =
  '<svg viewBox="0 0 20 20" xmlns="http://www.w3.org/2000/svg"><path d="M4 1h3v3H4zM8.5 1h3v3h-3z' +
  'M13 1h3v3h-3zM2 6h16v2H2zM7 8l3 5 3-5h2l-3.7 6.2L17 17l-1 2-6-3.2L4 19l-1-2 5.7-2.8L5 8z"/></svg>';

export class RubyButton extends Plugin {
  static get requires() {
    return [Ruby, Dialog] as const;
  }

  init(): void {
    const { editor } = this;
    const command = editor.commands.get(RUBY) as RubyCommand;
    editor.ui.componentFactory.add("ruby", (locale) => {
      const button = new ButtonView(locale);
      button.set({ label: t("ruby.button"), icon: ICON, tooltip: true, isToggleable: true });
      button.bind("isEnabled").to(command);
      button.bind("isOn").to(command, "value", (reading) => !!reading);
      button.on("execute", () => this.#ask());
      return button;
    });
  }

  #ask(): void {
    const { editor } = this;
    const command = editor.commands.get(RUBY) as RubyCommand;
    const dialog = editor.plugins.get(Dialog);
    const field = new LabeledFieldView(editor.locale, createLabeledInputText);
    field.label = t("ruby.label");
    field.fieldView.value = command.value ?? "";
    const close = (reading?: string) => {
      focusWithSelection(editor);
      if (reading !== undefined) editor.execute(RUBY, { reading: reading.trim() });
      dialog.hide();
    };
    const written = () => field.fieldView.element?.value ?? "";
    dialog.show({
      id: RUBY,
      title: t("ruby.button"),
      content: field,
      position: DialogViewPosition.EDITOR_TOP_SIDE,
      actionButtons: [
        ...(command.value
          ? [{ label: t("ruby.remove"), withText: true, onExecute: () => close("") }]
          : []),
        { label: t("ruby.cancel"), withText: true, onExecute: () => close() },
        {
          label: t("ruby.set"),
          class: "ck-button-action",
          withText: true,
          onExecute: () => close(written()),
        },
      ],
      onShow: () => onEnter(field.fieldView, () => close(written())),
    });
  }
}
