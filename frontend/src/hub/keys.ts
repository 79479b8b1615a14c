/**
 * Keys and Japanese input: the Enter or Escape that ends a conversion belongs to the input method.
 *
 * Chrome and Firefox send `keydown` (isComposing) before `compositionend`; Safari sends
 * `compositionend` first and a `keydown` with keyCode 229 and isComposing false after it, and some
 * versions and input methods even the plain key code. Hence the flag, the code and a short guard.
 */
const PROCESS_KEY = 229;
const GUARD_MS = 40;

let composing = false;
let endedAt = Number.NEGATIVE_INFINITY;

document.addEventListener(
  "compositionstart",
  () => {
    composing = true;
  },
  true,
);
document.addEventListener(
  "compositionend",
  (event) => {
    composing = false;
    endedAt = event.timeStamp;
  },
  true,
);

/** Whether this key press belongs to the input method, so that it must do nothing else. */
export function isComposing(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === PROCESS_KEY || composing) return true;
  const endsConversion = event.key === "Enter" || event.key === "Escape" || event.key === "Tab";
  return endsConversion && event.timeStamp - endedAt < GUARD_MS;
}

/** Whether `event` is exactly this key with no modifier, outside of a conversion. */
export function isPlainKey(event: KeyboardEvent, key: string): boolean {
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  return event.key === key && !modified && !isComposing(event);
}
