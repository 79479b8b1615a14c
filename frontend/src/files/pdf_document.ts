/** Opens a PDF file with pdf.js, loaded only when somebody looks at one. */
import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

export type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

pdfjs.GlobalWorkerOptions.workerSrc = new URL(worker, location.href).href;

/**
 * Fetches by ranges as pages are shown. `library` holds character maps and standard fonts, so
 * that Japanese text without embedded fonts is drawn. Nothing of the file is ever run:
 * no generated code, no scripts, no forms.
 */
export function openPdf(url: string, library: string): pdfjs.PDFDocumentLoadingTask {
  const base = new URL(library, location.href).href;
  return pdfjs.getDocument({
    url: new URL(url, location.href).href,
    cMapUrl: `${base}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${base}standard_fonts/`,
    wasmUrl: `${base}wasm/`,
    useWasm: false,
    isEvalSupported: false,
    enableXfa: false,
    disableAutoFetch: true,
  });
}

export function needsPassword(error: unknown): boolean {
  return error instanceof Error && error.name === "PasswordException";
}
