/** Short words about what just happened, shown in the corner and read out politely. */

export type FlashKind = "success" | "error" | "warning" | "info";

const SHOWN_MS = 6000;

/** An error stays until it is closed by the next one; anything else leaves by itself. */
export function flash(text: string, kind: FlashKind = "success"): void {
  const region = document.getElementById("toasts");
  if (!region) return;
  for (const old of region.querySelectorAll(".flash--error")) old.remove();
  const line = document.createElement("p");
  line.className = `flash flash--${kind}`;
  line.textContent = text;
  region.append(line);
  if (kind !== "error") setTimeout(() => line.remove(), SHOWN_MS);
}
