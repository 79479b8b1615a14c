/** One page of a PDF file: a sheet that holds a drawing while it is near. */
import { t } from "../hub/strings";
import type { PDFDocumentProxy, PDFPageProxy } from "./pdf_document";
import type { Zoom } from "./viewing";

interface Size {
  width: number; // points
  height: number;
}

/** A point is 1/72 inch, a CSS pixel 1/96. */
const REAL_SIZE = 96 / 72;
const MARGIN = 24; // pixels beside a fitting page
const FIT_AT_MOST = 1.25 * REAL_SIZE;
/** Larger canvases are refused by Safari. */
const MAX_PIXELS = 16_000_000;

export class PdfPage {
  readonly element = document.createElement("div");
  #page: PDFPageProxy | undefined;
  #scale = REAL_SIZE;
  #level: Zoom = "fit";
  #room = 0;
  #drawing: { cancel(): void } | undefined;
  #wanted = false;

  constructor(
    private readonly file: PDFDocumentProxy,
    private readonly number: number,
    private size: Size,
  ) {
    this.element.className = "viewer__page";
  }

  /** Takes `room`, the width of the stage in pixels. Draws again what is drawn. */
  resize(level: Zoom, room: number): void {
    [this.#level, this.#room] = [level, room];
    const fitting = Math.min((room - 2 * MARGIN) / this.size.width, FIT_AT_MOST);
    const scale = level === "fit" ? fitting : level * REAL_SIZE;
    const { style } = this.element;
    style.setProperty("width", `${Math.floor(this.size.width * scale)}px`);
    style.setProperty("height", `${Math.floor(this.size.height * scale)}px`);
    const changed = Math.abs(scale - this.#scale) > 0.001;
    this.#scale = scale;
    if (changed && this.#wanted) void this.draw();
  }

  async draw(): Promise<void> {
    this.#wanted = true;
    this.#page ??= await this.file.getPage(this.number);
    const { width, height } = this.#page.getViewport({ scale: 1 });
    this.size = { width, height };
    this.resize(this.#level, this.#room);
    if (this.#wanted) await this.#paint(this.#page);
  }

  release(): void {
    this.#wanted = false;
    this.#drawing?.cancel();
    this.element.replaceChildren();
    this.#page?.cleanup();
  }

  async #paint(page: PDFPageProxy): Promise<void> {
    this.#drawing?.cancel();
    const viewport = page.getViewport({ scale: this.#scale * this.#density() });
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", t("viewer.sheet", { n: this.number }));
    const task = page.render({ canvas, viewport });
    this.#drawing = task;
    try {
      await task.promise;
    } catch {
      return; // cancelled by a newer size, or let go
    }
    if (this.#drawing !== task || !this.#wanted) return;
    this.element.replaceChildren(canvas, await words(page));
  }

  /** Device pixels per CSS pixel, as many as the browser can hold. */
  #density(): number {
    const pixels = this.size.width * this.size.height * this.#scale ** 2;
    return Math.min(devicePixelRatio || 1, Math.sqrt(MAX_PIXELS / pixels));
  }
}

/** The page's text for screen readers; a drawing alone says nothing. */
async function words(page: PDFPageProxy): Promise<HTMLElement> {
  const { items } = await page.getTextContent();
  const text = document.createElement("p");
  text.className = "visually-hidden";
  text.textContent = items
    .map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : ""))
    .join("");
  return text;
}
