/** The button for the widths of columns: one column by number, all alike, or as they need. */
import {
  ButtonView,
  createLabeledInputNumber,
  Dialog,
  DialogViewPosition,
  type InputNumberView,
  LabeledFieldView,
  type ModelElement,
  Plugin,
} from "ckeditor5";
import { t } from "../../hub/strings";
import { focusWithSelection, onEnter } from "./asking";
import { measuredWidths } from "./column_measure";
import {
  COLUMN_WIDTHS,
  ColumnWidths,
  type ColumnWidthsCommand,
  columnsOf,
  equalWidths,
  LEAST,
  type Widths,
  widthsOf,
  withWidth,
} from "./column_widths";

// Two columns and an arrow to each side of the border between them.
const ICON =
  '<svg viewBox="0 0 20 20" xmlns="http://www.w3.org/2000/svg"><path d="M1 2h1.5v16H1zM17.5 2H19v16h-1.5z' +
  'M9.25 2h1.5v4h-1.5zM9.25 14h1.5v4h-1.5zM7 7v2.2h6V7l3.2 3L13 13v-2.2H7V13l-3.2-3z"/></svg>';

export class ColumnWidthsButton extends Plugin {
  static get requires() {
    return [ColumnWidths, Dialog] as const;
  }

  init(): void {
    const { editor } = this;
    const command = editor.commands.get(COLUMN_WIDTHS) as ColumnWidthsCommand;
    editor.ui.componentFactory.add(COLUMN_WIDTHS, (locale) => {
      const button = new ButtonView(locale);
      button.set({ label: t("columns.button"), icon: ICON, tooltip: true });
      button.bind("isEnabled").to(command);
      button.on("execute", () => this.#ask(command.value!));
      return button;
    });
  }

  #ask(table: ModelElement): void {
    const { editor } = this;
    const dialog = editor.plugins.get(Dialog);
    const index = this.#column(table);
    const shown = measuredWidths(editor, table);
    const field = new LabeledFieldView(editor.locale, createLabeledInputNumber);
    const input = field.fieldView as InputNumberView;
    const most = 100 - LEAST * (columnsOf(table) - 1);
    input.set({ min: LEAST, max: most, step: 1 });
    field.set({ label: t("columns.label", { n: index + 1 }) });
    input.value = String(Math.round(shown[index] ?? most));
    const close = (widths?: Widths) => {
      focusWithSelection(editor);
      if (widths) editor.execute(COLUMN_WIDTHS, { table, widths });
      dialog.hide();
    };
    const set = () => {
      const wanted = Number(input.element?.value);
      if (wanted >= LEAST && wanted <= most) close(withWidth(shown, index, wanted));
      else field.errorText = t("columns.range", { least: LEAST, most });
    };
    const action = (label: string, onExecute: () => void) => ({ label, withText: true, onExecute });
    dialog.show({
      id: COLUMN_WIDTHS,
      title: t("columns.button"),
      content: field,
      position: DialogViewPosition.EDITOR_TOP_SIDE,
      actionButtons: [
        ...(widthsOf(table).some(Boolean) ? [action(t("columns.auto"), () => close([]))] : []),
        action(t("columns.equal"), () => close(equalWidths(columnsOf(table)))),
        action(t("columns.cancel"), () => close()),
        { ...action(t("columns.set"), set), class: "ck-button-action" },
      ],
      onShow: () => onEnter(input, set),
    });
  }

  /** The column of the caret; the first one where the whole table is selected. */
  #column(table: ModelElement): number {
    const position = this.editor.model.document.selection.getFirstPosition();
    const cell = position?.findAncestor("tableCell");
    if (!cell || cell.findAncestor("table") !== table) return 0;
    return this.editor.plugins.get("TableUtils").getCellLocation(cell).column;
  }
}
