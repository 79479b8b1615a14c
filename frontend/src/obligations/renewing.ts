/**
 * Parts of a page that follow an obligation: a hint makes them fetch themselves again, and so
 * does a minute without one. What somebody is doing in them stays.
 */
import { connection } from "../hub/connection";

const AFTER_MS = 250;
const SPREAD_MS = 750; // a thousand pages do not ask in the same moment
const POLL_MS = 60_000;
const PRESS_MS = 3000;
const LOOK_MS = 50;
const MOVED = "obligation:moved";

/** Tells the parts of this page, whatever the connection does. */
export function tellMoved(obligation: string): void {
  document.dispatchEvent(new CustomEvent<string>(MOVED, { detail: obligation }));
}

export interface Renewal {
  /** Renews, after what is under way: its answer may be older than what just happened. */
  now(): Promise<void>;
  stop(): void;
}

/**
 * Calls `renew` soon after a hint about an obligation that `wants` names, once for several
 * hints, never twice at a time; after a break of the connection; and every minute (`every`).
 */
export function renewing(
  renew: () => Promise<void>,
  wants: (obligation: string) => boolean = () => true,
  every = POLL_MS,
): Renewal {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let under: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const now = (): Promise<void> => {
    next ??= under.then(() => {
      next = undefined;
      const run = renew();
      under = run.catch(() => undefined);
      return run;
    });
    return next;
  };
  const soon = (wait = AFTER_MS + Math.random() * SPREAD_MS): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      now().catch(() => undefined); // the next hint or minute tries again
    }, wait);
  };
  const heard = (event: { obligation: string }): void => {
    if (wants(event.obligation)) soon();
  };
  const inPage = (event: Event): void => {
    if (wants((event as CustomEvent<string>).detail)) soon(0);
  };
  document.addEventListener(MOVED, inPage);
  const poll = setInterval(() => {
    if (!document.hidden) soon();
  }, every);
  const undo = [
    connection.on("obligation.moved", heard),
    connection.on("obligation.called", heard),
    connection.on("session.hello", () => soon()),
  ];
  const stop = (): void => {
    for (const each of undo) each();
    document.removeEventListener(MOVED, inPage);
    clearInterval(poll);
    clearTimeout(timer);
  };
  return { now, stop };
}

let pressed = false;
for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
  document.addEventListener(type, () => (pressed = type === "pointerdown"), true);
}

/** Nothing moves under a finger: a press that began on something ends on it. */
async function released(): Promise<void> {
  // A press that ended outside of the window never tells.
  for (let waited = 0; pressed && waited < PRESS_MS; waited += LOOK_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** The same control before and after: by the branch it belongs to and by what it is. */
function keyOf(element: Element): string {
  const owner = element.closest<HTMLElement>("[data-branch], [data-answer-branch-value]");
  const branch = owner?.dataset.branch ?? owner?.dataset.answerBranchValue ?? "";
  const { name = "", value = "" } = element as Field;
  const chosen = element instanceof HTMLTextAreaElement || isText(element) ? "" : value;
  const summary = element.querySelector(":scope > summary")?.className ?? "";
  const target = element.getAttribute("href") ?? "";
  return [branch, element.tagName, name, chosen, element.className, summary, target].join("|");
}

function isText(element: Element): boolean {
  return element instanceof HTMLInputElement && ["text", "search"].includes(element.type);
}

function fieldsOf(place: ParentNode): Field[] {
  return [...place.querySelectorAll<Field>("textarea, input")];
}

/** Without what differs in any two answers, and without what is open. */
function said(html: string): string {
  const varying = /name="(?:client_id|csrfmiddlewaretoken)" value="[^"]*"| open=""/g;
  return html.replace(varying, "").trim();
}

/** Puts `html` into `place`; ticks, typed words, opened details and the focus stay. */
export async function swap(place: HTMLElement, html: string): Promise<void> {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  if (said(fresh.innerHTML) === said(place.innerHTML)) return;
  await released();
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const focus = focused ? keyOf(focused) : undefined;
  const texts = new Map<string, string>();
  const ticks = new Set<string>();
  for (const field of fieldsOf(place)) {
    if (field instanceof HTMLInputElement && field.type === "checkbox") {
      if (field.checked) ticks.add(keyOf(field));
    } else if (field.type !== "hidden" && field.value !== field.defaultValue) {
      texts.set(keyOf(field), field.value);
    }
  }
  const open = new Set([...place.querySelectorAll("details[open]")].map(keyOf));
  place.innerHTML = html;
  for (const field of fieldsOf(place)) {
    const key = keyOf(field);
    if (field instanceof HTMLInputElement && field.type === "checkbox") {
      field.checked = ticks.has(key);
    } else field.value = texts.get(key) ?? field.value;
  }
  for (const each of place.querySelectorAll("details")) if (open.has(keyOf(each))) each.open = true;
  if (focus === undefined) return;
  for (const each of place.querySelectorAll<HTMLElement>("a, button, input, textarea, summary")) {
    if (keyOf(each) === focus) return each.focus({ preventScroll: true });
  }
}
