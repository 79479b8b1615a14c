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

const ICON =
  '<svg viewBox="0 0 20 20"><path d="M5 1h2v3H5zM9 1h2v3H9zM13 1h2v3h-2zM3 6h14v1.6h-6.2V10H16v1.6' +
  "h-1.2c-.5 1.700-1.300 3.100-2.400 4.200 1.200.8 2.700 1.300 4.600 1.600l-.7 1.600c-2.200-.4-3.900-1.100-5.300-2.100-1.400 1-3.200 1.700" +
  "-5.500 2.100l-.6-1.600c2-.3 3.600-.800 4.800-1.600-1-1.100-1.800-2.500-2.300-4.200H4V10h5.100V7.600H3zm5.100 5.600c.4 1.300 1 2.300 1.900 3.100.8-.8 1.400-1.800 1.800" +
  '-3.100z"/></svg>';

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
