/** The toolbar's button for ふりがな and the small window that asks for the reading. */
import {
  ButtonView,
  createLabeledInputText,
  Dialog,
  DialogViewPosition,
  LabeledFieldView,
  type InputTextView,
  Plugin,
} from "ckeditor5";
import { isComposing } from "../../hub/keys";
import { t } from "../../hub/strings";
import { Ruby, RUBY, type RubyCommand } from "./ruby";

// A character with its reading, as three small ones, above it.
const ICON =
  '<svg viewBox="0 0 20 20"><path d="M4 1h3v3H4zm4.5 0h3v3h-3zM13 1h3v3h-3z"/><path d="M2.5 6h15v1.6' +
  'h-4.1L12 11.5l5 5.6-1.3 1.2-5.7-6.3-5.7 6.3L3 17.1l5-5.6-1.4-3.9H2.5zm5.7 1.6 1.8 2.6 1.8-2.6z"/></svg>';

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
      dialog.hide();
      if (reading !== undefined) editor.execute(RUBY, { reading: reading.trim() });
      editor.editing.view.focus();
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

function onEnter(input: InputTextView, send: () => void): void {
  input.select();
  input.element?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    send();
  });
}
