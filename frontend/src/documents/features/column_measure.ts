/** Where the columns of a table stand on the screen. */
import type { Editor, ModelElement, ViewElement } from "ckeditor5";
import { TableWalker } from "ckeditor5";
import { columnsOf, equalWidths } from "./column_widths";

/** The x of every border of a column, in pixels of the window: one more than columns. */
export function bordersOf(editor: Editor, table: ModelElement): number[] {
  const borders: (number | undefined)[] = Array(columnsOf(table) + 1).fill(undefined);
  for (const { cell, column, cellWidth } of new TableWalker(table)) {
    const rect = elementOf(editor, cell)?.getBoundingClientRect();
    if (!rect) continue;
    borders[column] ??= rect.left;
    borders[column + cellWidth] ??= rect.right;
  }
  return between(borders);
}

/** The columns as they look, in per cent of the table; equal ones where nothing is on screen. */
export function measuredWidths(editor: Editor, table: ModelElement): number[] {
  const borders = bordersOf(editor, table);
  return sharesOf(borders) ?? equalWidths(borders.length - 1);
}

/** The columns between these borders, in per cent; none where nothing is on screen. */
export function sharesOf(borders: readonly number[]): number[] | undefined {
  const whole = borders.at(-1)! - borders[0]!;
  if (!(whole > 0)) return undefined;
  return borders.slice(1).map((border, index) => ((border - borders[index]!) / whole) * 100);
}

export function elementOf(editor: Editor, item: ModelElement): HTMLElement | undefined {
  const { view, mapper } = editor.editing;
  const shown: ViewElement | undefined = mapper.toViewElement(item);
  return shown && (view.domConverter.mapViewToDom(shown) as HTMLElement | undefined);
}

/** A border that no cell has (all cells are merged there) lies midway between its neighbours. */
function between(borders: readonly (number | undefined)[]): number[] {
  const found: number[] = [];
  for (const [index, border] of borders.entries()) {
    const before = found.at(-1) ?? 0;
    const next = borders.slice(index).findIndex((each) => each !== undefined);
    found.push(
      border ?? (next < 0 ? before : before + (borders[index + next]! - before) / (next + 1)),
    );
  }
  return found;
}
