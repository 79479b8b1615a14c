/** Behind an @ in a comment: the people who read the document, as in the composer of a room. */
import { type Candidate, Completion } from "../../hub/completion";
import { isComposing } from "../../hub/keys";
import { t } from "../../hub/strings";
import { findPeople } from "../people";

/** Serves every text field of `place`, also those that come later. */
export function offerReaders(place: HTMLElement, url: string): void {
  const known = new WeakMap<EventTarget, Completion<Candidate>>();
  const search = async (query: string, signal: AbortSignal): Promise<Candidate[]> => {
    const readers = (await findPeople(url, query, signal)).filter(
      ({ access }) => access === "granted",
    );
    return readers.map(({ name, reading, about }) => ({ label: name, reading, detail: about }));
  };
  place.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement) || known.has(target)) return;
    known.set(target, new Completion(listBehind(target), target, search));
  });
  place.addEventListener("input", ({ target }) => void known.get(target!)?.follow());
  place.addEventListener("focusout", ({ target }) => known.get(target!)?.close());
  // Before the panel's own keys: Escape closes the list first.
  place.addEventListener(
    "keydown",
    (event) => isComposing(event) || known.get(event.target!)?.takes(event),
    true,
  );
}

function listBehind(field: HTMLTextAreaElement): HTMLElement {
  const list = document.createElement("ul");
  list.className = "completion comments__completion";
  list.id = `completion-${field.closest<HTMLElement>(".thread")?.dataset.thread ?? "new"}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", t("completion.label"));
  list.hidden = true;
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    field.setAttribute(name, value);
  }
  field.after(list);
  return list;
}
