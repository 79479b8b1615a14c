/** The ways a file gets into the tray besides the button: dropped, or pasted. */
import { t } from "../hub/strings";

/** Call `take` for files dropped anywhere on `zone`, which shows that it would take them. */
export function acceptDrops(zone: HTMLElement, take: (files: File[]) => void): () => void {
  let depth = 0;
  const show = (on: boolean): void => {
    zone.classList.toggle("drop-zone--over", on);
  };
  const handlers: Record<string, (event: DragEvent) => void> = {
    dragenter: (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      show(true);
    },
    dragover: (event) => {
      if (hasFiles(event)) event.preventDefault();
    },
    dragleave: () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) show(false);
    },
    drop: (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      show(false);
      take([...(event.dataTransfer?.files ?? [])]);
    },
  };
  const entries = Object.entries(handlers) as ["drop", (event: DragEvent) => void][];
  for (const [type, handler] of entries) zone.addEventListener(type, handler);
  return () => {
    for (const [type, handler] of entries) zone.removeEventListener(type, handler);
  };
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
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
