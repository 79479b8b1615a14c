/** A PDF file in the viewer: pages are drawn when they come near, and let go when far. */
import { t } from "../hub/strings";
import type { PDFDocumentProxy } from "./pdf_document";
import { PdfPage } from "./pdf_page";
import type { Place, Show, ViewedFile, Zoom } from "./viewing";

const NEAR = "100%"; // of the stage above and below

export const showPdf: Show = (file, place) => {
  const pages = new PdfPages(place);
  void pages.open(file);
  return pages;
};

class PdfPages {
  #pages: PdfPage[] = [];
  #level: Zoom = "fit";
  #stopped = false;
  #close: () => void = () => undefined;
  #near: IntersectionObserver;
  #resized = new ResizeObserver(() => this.#resize());

  constructor(private readonly place: Place) {
    this.#near = new IntersectionObserver((entries) => this.#moved(entries), {
      root: place.stage,
      rootMargin: NEAR,
    });
  }

  async open(file: ViewedFile): Promise<void> {
    const { openPdf, needsPassword } = await import("./pdf_document");
    if (this.#stopped) return;
    const task = openPdf(file.url, this.place.library);
    this.#close = () => void task.destroy();
    try {
      await this.#lay(await task.promise);
    } catch (error) {
      if (this.#stopped) return;
      this.place.fail(t(needsPassword(error) ? "viewer.locked" : "viewer.failed"));
    }
  }

  zoom(level: Zoom): void {
    const { stage } = this.place;
    const share = stage.scrollTop / stage.scrollHeight;
    this.#level = level;
    this.#resize();
    stage.scrollTop = share * stage.scrollHeight;
  }

  stop(): void {
    this.#stopped = true;
    this.#near.disconnect();
    this.#resized.disconnect();
    this.place.stage.removeEventListener("scroll", this.#tell);
    for (const page of this.#pages) page.release();
    this.#close();
  }

  /** An empty sheet for every page; all look like the first until they are drawn. */
  async #lay(document: PDFDocumentProxy): Promise<void> {
    const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
    if (this.#stopped) return;
    const { stage } = this.place;
    for (let number = 1; number <= document.numPages; number++) {
      const page = new PdfPage(document, number, { width, height });
      this.#pages.push(page);
      stage.append(page.element);
    }
    this.#resize();
    for (const page of this.#pages) this.#near.observe(page.element);
    this.#resized.observe(stage);
    stage.addEventListener("scroll", this.#tell, { passive: true });
    this.#tell();
  }

  #moved(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const page = this.#pages.find((each) => each.element === target);
      if (isIntersecting) void page?.draw().catch(() => this.place.say(t("viewer.failed")));
      else page?.release();
    }
  }

  #resize(): void {
    const room = this.place.stage.clientWidth;
    for (const page of this.#pages) page.resize(this.#level, room);
  }

  /** Which page is in the middle of the stage. */
  #tell = (): void => {
    const { stage } = this.place;
    const middle = stage.getBoundingClientRect().top + stage.clientHeight / 2;
    const tops = this.#pages.map((page) => page.element.getBoundingClientRect().top);
    const n = Math.max(1, tops.filter((top) => top <= middle).length);
    this.place.say(t("viewer.page", { n, total: this.#pages.length }));
  };
}
