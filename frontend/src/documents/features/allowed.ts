/**
 * What may not stand in a document is left out before anybody else hears of it: the server would
 * refuse the whole change. Other programs paste borders, sizes and links that have no place here.
 */
import {
  type ModelItem,
  type ModelElement,
  type ModelRange,
  type ModelWriter,
  Plugin,
  type ViewDocumentFragment,
  type ViewElement,
  ViewUpcastWriter,
} from "ckeditor5";
import { flash } from "../../hub/flash";
import { t } from "../../hub/strings";
import { ATTRIBUTES, LINK, MARKS, type Rule } from "../allowed_values";
import { nearestColour } from "./cell_colours";

/** What belongs to this browser only, and pictures, whose addresses `pictures.ts` sees to. */
const OWN = new Set(["uploadId", "uploadStatus", "src"]);
const SELECTION = "selection:";
const SPANS = { colspan: 60, rowspan: 500 }; // Word takes 63 columns
const CONTROL = new RegExp(LINK.control, "g");
const SCHEME = new RegExp(`^(?:${LINK.scheme})`, "i");
const FORMS = new Map<string, RegExp>();
const RELATIVE = new RegExp(`^(?:${LINK.relative})$`, "s");

export function isLink(value: unknown): boolean {
  if (typeof value !== "string" || value.length > LINK.most) return false;
  const bare = value.replace(CONTROL, "");
  return SCHEME.test(bare) || RELATIVE.test(bare);
}

/** Every change is looked at: each form is compiled once. */
function formOf(pattern: string): RegExp {
  const form = FORMS.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  FORMS.set(pattern, form);
  return form;
}

function fits(rule: Rule | undefined, value: unknown): boolean {
  if (!rule) return false;
  if ("pattern" in rule) {
    return typeof value === "string" && formOf(rule.pattern).test(value);
  }
  if ("most" in rule) return typeof value === "string" && value.length <= rule.most;
  if (rule.kind === "link") return isLink(value);
  if (rule.kind === "flag") return value === true;
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 10_000;
}

/** The same answer as `attribute_allowed` and `mark_allowed` in docs_app/schema.py. */
export function isAllowed(name: string, value: unknown, onText: boolean): boolean {
  if (OWN.has(name)) return true;
  if (onText) return fits(MARKS[name], value);
  if (name.startsWith(SELECTION)) return fits(MARKS[name.slice(SELECTION.length)], value);
  return fits(ATTRIBUTES[name] ?? MARKS[name], value);
}

export class Allowed extends Plugin {
  static get pluginName() {
    return "Allowed" as const;
  }

  init(): void {
    const { model, data } = this.editor;
    model.document.registerPostFixer((writer) => this.#leaveOut(writer));
    const views = new ViewUpcastWriter(this.editor.editing.view.document);
    data.on(
      "toModel",
      (_event, [view]: [ViewElement | ViewDocumentFragment]) => limitSpans(view, views),
      { priority: "highest" },
    );
  }

  #leaveOut(writer: ModelWriter): boolean {
    const { model } = this.editor;
    let changed = false;
    for (const entry of model.document.differ.getChanges()) {
      if (entry.type === "remove") continue;
      const range: ModelRange =
        entry.type === "attribute"
          ? entry.range
          : model.createRange(entry.position, entry.position.getShiftedBy(entry.length));
      for (const item of [...range.getItems()]) if (mend(item, writer)) changed = true;
    }
    return changed;
  }
}

function mend(item: ModelItem, writer: ModelWriter): boolean {
  let changed = false;
  for (const [name, value] of [...item.getAttributes()]) {
    if (isAllowed(name, value, item.is("$textProxy"))) continue;
    changed = true;
    writer.removeAttribute(name, item);
    if (name === "linkHref") flash(t("link.refused"), "warning");
    else if (item.is("element", "tableCell")) keepOfCell(item, name, value, writer);
  }
  return changed;
}

/** What a cell can keep of what another program gave it. */
function keepOfCell(cell: ModelElement, name: string, value: unknown, writer: ModelWriter): void {
  if (name === "tableCellBackgroundColor") {
    const colour = nearestColour(String(value));
    if (colour) writer.setAttribute(name, colour, cell);
  }
  if (name !== "tableCellHorizontalAlignment") return;
  for (const block of cell.getChildren()) {
    if (block.is("element", "paragraph") && !block.hasAttribute("alignment")) {
      writer.setAttribute("alignment", value, block);
    }
  }
}

/** A cell over thousands of columns would hang the page before anything could be left out. */
function limitSpans(parent: ViewElement | ViewDocumentFragment, writer: ViewUpcastWriter): void {
  for (const child of parent.getChildren()) {
    if (!child.is("element")) continue;
    for (const [name, most] of Object.entries(SPANS)) {
      if (Number(child.getAttribute(name)) > most) writer.setAttribute(name, String(most), child);
    }
    limitSpans(child, writer);
  }
}
