/** The border of a column is dragged with the mouse or a pen; fingers and keys have the button. */
import { type ModelElement, Plugin } from "ckeditor5";
import { bordersOf, elementOf, sharesOf } from "./column_measure";
import { COLUMN_WIDTHS, ColumnWidths, columnsOf, LEAST } from "./column_widths";

const NEAR = 4; // pixels
const OVER = "column-border";

interface Border {
  table: ModelElement;
  /** The column to the left of it. */
  column: number;
}

interface Drag extends Border {
  borders: number[];
  x: number;
  guide: HTMLElement;
}

export class ColumnBorders extends Plugin {
  static get requires() {
    return [ColumnWidths] as const;
  }

  #drag: Drag | null = null;
  #place: HTMLElement | null = null;

  init(): void {
    this.editor.once("ready", () => {
      this.#place = this.editor.editing.view.getDomRoot() ?? null;
      this.#listen("pointermove", (event) => this.#moved(event));
      this.#listen("pointerdown", (event) => this.#pressed(event));
      this.#listen("pointerup", () => this.#end(true));
      this.#listen("pointercancel", () => this.#end(false));
      this.#listen("pointerleave", () => this.#place?.classList.remove(OVER));
      // The selection of cells begins with a mouse button too.
      this.#place?.addEventListener("mousedown", (event) => this.#drag && stop(event), true);
      this.#place?.ownerDocument.addEventListener("keydown", this.#onKey, true);
    });
  }

  override destroy(): void {
    this.#place?.ownerDocument.removeEventListener("keydown", this.#onKey, true);
    this.#end(false);
    super.destroy();
  }

  #listen(name: string, listener: (event: PointerEvent) => void): void {
    this.#place?.addEventListener(name, listener as EventListener, true);
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && this.#drag) this.#end(false);
  };

  #pressed(event: PointerEvent): void {
    const border = event.button === 0 ? this.#borderAt(event) : null;
    if (!border) return;
    stop(event);
    this.#place!.setPointerCapture(event.pointerId);
    const borders = bordersOf(this.editor, border.table);
    this.#drag = { ...border, borders, x: event.clientX, guide: this.#guide(border.table) };
    this.#follow(event.clientX);
  }

  #moved(event: PointerEvent): void {
    if (this.#drag) this.#follow(event.clientX);
    else this.#place!.classList.toggle(OVER, !event.buttons && !!this.#borderAt(event));
  }

  #follow(x: number): void {
    const { borders, column, guide } = this.#drag!;
    const least = ((borders.at(-1)! - borders[0]!) * LEAST) / 100;
    const from = borders[column]! + least;
    const to = borders[column + 2]! - least;
    this.#drag!.x = Math.max(from, Math.min(x, to));
    guide.style.left = `${this.#drag!.x}px`;
  }

  #end(apply: boolean): void {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    drag.guide.remove();
    const { table, column, x, borders } = drag;
    // Somebody else may have changed the table in the meantime.
    const same = table.root === this.editor.model.document.getRoot();
    if (!apply || !same || columnsOf(table) !== borders.length - 1) return;
    if (Math.abs(x - borders[column + 1]!) < 1) return;
    const widths = sharesOf(borders.with(column + 1, x));
    if (!widths) return;
    this.editor.editing.view.focus();
    this.editor.execute(COLUMN_WIDTHS, { table, widths });
  }

  #guide(table: ModelElement): HTMLElement {
    const guide = document.createElement("div");
    guide.className = "column-guide";
    const rect = elementOf(this.editor, table)?.querySelector("table")?.getBoundingClientRect();
    guide.style.top = `${rect?.top ?? 0}px`;
    guide.style.height = `${rect?.height ?? 0}px`;
    document.body.append(guide);
    return guide;
  }

  /** The border under the pointer; those of the table itself stay where they are. */
  #borderAt(event: PointerEvent): Border | null {
    const { editor } = this;
    if (event.pointerType === "touch" || editor.isReadOnly) return null;
    if (!(event.target instanceof Element)) return null;
    const shown = event.target.closest<HTMLElement>(".table td, .table th");
    const view = shown && editor.editing.view.domConverter.mapDomToView(shown);
    const cell = view?.is("element") ? editor.editing.mapper.toModelElement(view) : undefined;
    const table = cell?.findAncestor("table");
    if (!shown || !cell || !table) return null;
    const rect = shown.getBoundingClientRect();
    const { column } = editor.plugins.get("TableUtils").getCellLocation(cell);
    const span = (cell.getAttribute("colspan") as number | undefined) ?? 1;
    const last = columnsOf(table) - 1;
    if (rect.right - event.clientX <= NEAR && column + span - 1 < last) {
      return { table, column: column + span - 1 };
    }
    return event.clientX - rect.left <= NEAR && column > 0 ? { table, column: column - 1 } : null;
  }
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
