/** The background of table cells: the palette, and none. */
import {
  ColorSelectorView,
  createDropdown,
  type DropdownView,
  type Locale,
  Plugin,
  TableCellPropertiesEditing,
} from "ckeditor5";
import { t } from "../../hub/strings";
import { cellColours } from "./cell_colours";

const COMMAND = "tableCellBackgroundColor";
// A cell of a table, filled.
const ICON =
  '<svg viewBox="0 0 20 20" xmlns="http://www.w3.org/2000/svg"><path d="M2 3h16v14H2zm1.5 1.5v4h5v-4z' +
  'm6.5 0v4h6.500v-4zm-6.500 5.500v5.500h5v-5.500z"/></svg>';

export class CellColourButton extends Plugin {
  static get requires() {
    return [TableCellPropertiesEditing] as const;
  }

  init(): void {
    this.editor.ui.componentFactory.add("cellColour", (locale) => this.#dropdown(locale));
  }

  #dropdown(locale: Locale): DropdownView {
    const { editor } = this;
    const command = editor.commands.get(COMMAND)!;
    const dropdown = createDropdown(locale);
    dropdown.buttonView.set({ label: t("colour.button"), icon: ICON, tooltip: true });
    dropdown.bind("isEnabled").to(command);
    const selector = new ColorSelectorView(locale, {
      colors: cellColours().map(({ color, label }) => ({
        color,
        label,
        options: { hasBorder: true },
      })),
      columns: 5,
      removeButtonLabel: t("colour.none"),
      colorPickerLabel: "",
      colorPickerViewConfig: false,
    });
    selector.bind("selectedColor").to(command, "value" as never);
    selector.on("execute", (_event, { value }: { value?: string }) => {
      editor.execute(COMMAND, { value: value || undefined });
      dropdown.isOpen = false;
      editor.editing.view.focus();
    });
    dropdown.on("change:isOpen", (_event, _name, isOpen: boolean) => {
      if (!isOpen) return;
      if (!dropdown.panelView.children.has(selector)) {
        dropdown.panelView.children.add(selector);
        selector.appendUI();
      }
      selector.focus();
    });
    return dropdown;
  }
}
