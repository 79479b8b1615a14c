/** What the viewer and the kinds of content it shows agree on. */

export interface ViewedFile {
  id: string;
  name: string;
  url: string;
  type: string;
  size: number; // bytes
}

/** `fit` shows the whole width or picture; a number is a factor of the real size. */
export type Zoom = "fit" | number;

export interface Shown {
  zoom(level: Zoom): void;
  /** Let go of memory, listeners and requests. */
  stop(): void;
}

export interface Place {
  stage: HTMLElement;
  /** Where the build put what PDF files need besides the library. */
  library: string;
  /** "3 / 12ページ" beside the name. */
  say(text: string): void;
  /** Instead of the content: why it cannot be shown. */
  fail(text: string): void;
}

export type Show = (file: ViewedFile, place: Place) => Shown;

const LEVELS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];

/** The next level up (`1`) or down (`-1`) from `zoom`; the fitting size counts as real size. */
export function stepped(zoom: Zoom, step: 1 | -1): number {
  const from = zoom === "fit" ? 1 : zoom;
  const larger = LEVELS.find((level) => level > from) ?? from;
  const smaller = LEVELS.findLast((level) => level < from) ?? from;
  return step === 1 ? larger : smaller;
}

export function viewedFile(item: HTMLElement): ViewedFile {
  const { file = "", name = "", url = "", type = "", size = "0" } = item.dataset;
  return { id: file, name, url, type, size: Number(size) };
}
