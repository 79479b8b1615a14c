/** The ways a file gets into the tray besides the button: dropped, or pasted. */
import { t } from "../hub/strings";

/** Call `take` for files dropped anywhere on `zone`, which shows that it would take them. */
export function acceptDrops(zone: HTMLElement, take: (files: File[]) => void): () => void {
  const sign = dropSign();
  const stop = new AbortController();
  const on = (target: EventTarget, type: string, handler: (event: DragEvent) => void): void => {
    const filtered = (event: Event): void => {
      if (hasFiles(event as DragEvent)) handler(event as DragEvent);
    };
    target.addEventListener(type, filtered, { signal: stop.signal });
  };
  on(zone, "dragenter", () => (zone.querySelector(".conversation__center") ?? zone).append(sign));
  on(zone, "dragleave", (event) => {
    if (!zone.contains(event.relatedTarget as Node | null)) sign.remove();
  });
  on(zone, "drop", (event) => take(droppedFiles(event)));
  // A file dropped beside the zone would take the place of the page.
  for (const type of ["dragover", "drop"]) {
    on(document, type, (event) => {
      event.preventDefault();
      if (type === "drop") sign.remove();
    });
  }
  return () => {
    stop.abort();
    sign.remove();
  };
}

function dropSign(): HTMLElement {
  const sign = document.createElement("p");
  sign.className = "drop-sign";
  sign.textContent = t("files.drop");
  return sign;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** A folder cannot be read as a file. */
function droppedFiles(event: DragEvent): File[] {
  const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file");
  const files = items.filter((item) => !item.webkitGetAsEntry()?.isDirectory);
  return files.map((item) => item.getAsFile()).filter((file) => file !== null);
}

/** Files of a paste; a screenshot gets a name that tells when it was made. */
export function pastedFiles(event: ClipboardEvent, now: Date = new Date()): File[] {
  const data = event.clipboardData;
  // Word and Excel put a picture of the text beside the text: the text is meant.
  if (!data || data.types.includes("text/plain")) return [];
  return [...data.files].map((file) =>
    file.name === "image.png"
      ? new File([file], t("files.screenshot", { when: stamp(now) }), { type: file.type })
      : file,
  );
}

/** 2026-11-23 10.15.07: sorts by time and is allowed as a name everywhere. */
function stamp(now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, 19).replace("T", " ").replaceAll(":", ".");
}
