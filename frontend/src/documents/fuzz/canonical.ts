/** HTML with attributes and styles sorted: their order follows the order of the edits. */
export function canonical(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of body.querySelectorAll("*")) {
    const attributes = [...element.attributes].map(({ name, value }) => [name, value] as const);
    attributes.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name] of attributes) element.removeAttribute(name);
    for (const [name, value] of attributes) {
      element.setAttribute(
        name,
        name === "style" || name === "class" ? sorted(name, value) : value,
      );
    }
  }
  return body.innerHTML;
}

function sorted(name: string, value: string): string {
  const separator = name === "style" ? ";" : " ";
  return value
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean)
    .sort()
    .join(separator);
}
