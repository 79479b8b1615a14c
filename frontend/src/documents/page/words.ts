/** The bare words of a text, as they are shown and copied where nothing can be formatted. */

const LINES = "p, h2, h3, h4, h5, li, pre, blockquote, figcaption, tr, figure, hr";

export function wordsOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const each of body.querySelectorAll("br")) each.replaceWith("\n");
  for (const each of body.querySelectorAll("rt")) each.textContent = `(${each.textContent})`;
  for (const each of body.querySelectorAll("input")) each.replaceWith(each.checked ? "☑ " : "☐ ");
  for (const each of body.querySelectorAll(":is(td, th) + :is(td, th)")) each.prepend("\t");
  for (const each of body.querySelectorAll(LINES)) {
    if (!each.closest("td, th")) surround(each);
  }
  return body.textContent.replace(/\n{2,}/g, "\n").trim();
}

/** A line of its own, also where a list stands inside an item. */
function surround(element: Element): void {
  element.before("\n");
  element.after("\n");
}
