/** Words shown by TypeScript; Django translates them (`hub/client_strings.py`). */
import { pageData } from "./page";

let strings: Record<string, string> | undefined;

/** The translated text of `key` with `{name}` filled in. Throws for a key nobody defined. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  strings ??= pageData<Record<string, string>>("client-strings");
  const text = strings[key];
  if (text === undefined) throw new Error(`No client string ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** For tests: forget the strings of the page before. */
export function forgetStrings(): void {
  strings = undefined;
}
