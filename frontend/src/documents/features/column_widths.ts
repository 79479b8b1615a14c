/**
 * Widths of columns are an attribute of the cells: no element and no post-fixer stands beside
 * them, so a column that somebody inserts meanwhile moves nothing. HTML: `<td style="width:30%">`.
 */
import {
  Command,
  type Editor,
  type ModelElement,
  type ModelWriter,
  Plugin,
  TableEditing,
  TableWalker,
  type UpcastElementEvent,
  type ViewElement,
} from "ckeditor5";

export const COLUMN_WIDTH = "columnWidth";
export const COLUMN_WIDTHS = "columnWidths";
export const LEAST = 5; // per cent of the table
const WHOLE = 100;
const LENGTH = /^(\d+(?:\.\d+)?)(%|px|pt)$/;
const INSERTS = ["insertTableColumnLeft", "insertTableColumnRight"];

/** Per cent of the table; null: as wide as what the column holds asks for. */
export type Widths = (number | null)[];

export class ColumnWidthsCommand extends Command {
  /** The table of the selection. */
  declare value: ModelElement | null;

  override refresh(): void {
    const { selection } = this.editor.model.document;
    const selected = selection.getSelectedElement();
    const around = selection.getFirstPosition()?.findAncestor("table") as ModelElement | null;
    this.value = selected?.is("element", "table") ? selected : around;
    this.isEnabled = !!this.value;
  }

  /** Gives every column of the table its width; an empty list takes all widths away. */
  override execute({ table, widths }: { table: ModelElement; widths: Widths }): void {
    this.editor.model.change((writer) => writeWidths(writer, table, widths));
  }
}

export class ColumnWidths extends Plugin {
  static get pluginName() {
    return "ColumnWidths" as const;
  }

  static get requires() {
    return [TableEditing] as const;
  }

  init(): void {
    const { editor } = this;
    editor.model.schema.extend("tableCell", { allowAttributes: COLUMN_WIDTH });
    editor.commands.add(COLUMN_WIDTHS, new ColumnWidthsCommand(editor));
    const cells = /^(td|th)$/;
    editor.conversion.for("downcast").attributeToAttribute({
      model: { name: "tableCell", key: COLUMN_WIDTH },
      view: (width: string) => ({ key: "style", value: { width } }),
    });
    editor.conversion.for("upcast").attributeToAttribute({
      view: { name: cells, styles: { width: LENGTH } },
      model: { key: COLUMN_WIDTH, value: (cell: ViewElement) => cell.getStyle("width") },
    });
    editor.conversion.for("upcast").add((dispatcher) => {
      dispatcher.on<UpcastElementEvent>(
        "element:table",
        (_event, { viewItem, modelRange }, { writer }) => {
          const table = modelRange?.start.nodeAfter;
          if (table?.is("element", "table")) settle(writer, table, widthsOfColumns(viewItem));
        },
        { priority: "low" },
      );
    });
  }

  afterInit(): void {
    for (const name of INSERTS) makeRoom(this.editor, name);
  }
}

/** The width of each column, as one of its cells has it; merged cells say nothing. */
export function widthsOf(table: ModelElement): Widths {
  return lengthsOf(table).map((length) => numberOf(length, "%"));
}

export function columnsOf(table: ModelElement): number {
  return Math.max(0, ...cellsOf(table).map(({ column, cellWidth }) => column + cellWidth));
}

/** `widths` with column `index` set to `wanted`; the others share the rest as they did before. */
export function withWidth(widths: readonly number[], index: number, wanted: number): number[] {
  const others = widths.length - 1;
  if (!others) return [WHOLE];
  const width = Math.min(Math.max(wanted, LEAST), WHOLE - LEAST * others);
  const rest = widths.reduce((sum, each) => sum + each, 0) - widths[index]!;
  return widths.map((each, at) =>
    at === index ? width : rest ? (each / rest) * (WHOLE - width) : (WHOLE - width) / others,
  );
}

export function equalWidths(columns: number): number[] {
  return Array<number>(columns).fill(WHOLE / columns);
}

export function writeWidths(writer: ModelWriter, table: ModelElement, widths: Widths): void {
  for (const { cell, column, cellWidth } of cellsOf(table)) {
    const width = cellWidth === 1 ? widths[column] : null;
    if (width) writer.setAttribute(COLUMN_WIDTH, `${rounded(width)}%`, cell);
    else writer.removeAttribute(COLUMN_WIDTH, cell);
  }
}

function rounded(width: number): number {
  return Math.round(width * 100) / 100;
}

function cellsOf(table: ModelElement) {
  return [...new TableWalker(table)];
}

function lengthsOf(table: ModelElement): (string | undefined)[] {
  const lengths = Array<string | undefined>(columnsOf(table)).fill(undefined);
  for (const { cell, column, cellWidth } of cellsOf(table)) {
    if (cellWidth === 1) lengths[column] ??= cell.getAttribute(COLUMN_WIDTH) as string | undefined;
  }
  return lengths;
}

function numberOf(length: string | undefined, unit: string): number | null {
  const found = LENGTH.exec(length ?? "");
  return found?.[2] === unit && Number(found[1]) ? Number(found[1]) : null;
}

/** The widths that `<col>` elements give, as other programs write them. */
function widthsOfColumns(table: ViewElement): (string | undefined)[] {
  const lengths: (string | undefined)[] = [];
  for (const group of table.getChildren()) {
    if (!group.is("element", "colgroup")) continue;
    for (const column of group.getChildren()) {
      if (!column.is("element", "col")) continue;
      const span = Math.min(Number(column.getAttribute("span") ?? 1) || 1, WHOLE);
      for (let index = 0; index < span; index++) lengths.push(column.getStyle("width"));
    }
  }
  return lengths;
}

/** Lengths of one unit for every column become shares of the table; others are forgotten. */
function settle(writer: ModelWriter, table: ModelElement, columns: (string | undefined)[]): void {
  const own = lengthsOf(table);
  const lengths = own.map((length, index) => length ?? columns[index]);
  const unit = LENGTH.exec(lengths.find(Boolean) ?? "")?.[2];
  if (!unit) return;
  const widths = lengths.map((length) => numberOf(length, unit));
  const sum = widths.reduce<number>((total, width) => total + (width ?? 0), 0);
  const whole = widths.every(Boolean) && sum > 0;
  const kept = whole ? widths.map((width) => (width! / sum) * WHOLE) : unit === "%" ? widths : [];
  writeWidths(writer, table, kept);
}

/** A column that is inserted into a table with widths takes its share from all others. */
function makeRoom(editor: Editor, name: string): void {
  const command = editor.commands.get(name);
  if (!command) return;
  const insert = command.execute.bind(command);
  command.execute = (...given: unknown[]) => {
    const widths = editor.commands.get(COLUMN_WIDTHS) as ColumnWidthsCommand;
    editor.model.change((writer) => {
      const table = widths.value;
      insert(...given);
      if (!table) return;
      const found = widthsOf(table);
      const share = WHOLE / found.length;
      if (found.filter((width) => !width).length !== 1) return;
      const room = (WHOLE - share) / WHOLE;
      writeWidths(writer, table, found.map((width) => (width ? width * room : share))); // prettier-ignore
    });
  };
}
