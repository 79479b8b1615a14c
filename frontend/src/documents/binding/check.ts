/** For tests: is the shadow equal to Y, and the model equal to the shadow? */
import { shape } from "./runs";
import { attributesOf, contentOf, nameOf, same, yAttributesOf } from "./schema";
import type { Fixes } from "./fixes";
import type { Context, Item, Shadow } from "./shadow";
import { parseItems, readTokens } from "./tokens";

export function check(shadow: Shadow, fixes: Fixes): string[] {
  const problems: string[] = [];
  checkContext(shadow, fixes, shadow.rootContext, problems);
  return problems;
}

function sorted(attributes: Record<string, unknown>): unknown[] {
  return Object.keys(attributes)
    .sort()
    .map((key) => [key, attributes[key]]);
}

function checkContext(shadow: Shadow, fixes: Fixes, context: Context, problems: string[]): void {
  shadow.adoptLone(context);
  const { name } = context.element;
  const wanted = parseItems(readTokens(context.y), context.textOnly);
  const stands = (item: Item) => item.kind === "e" || item.y || item.textLength || context.textOnly;
  const items = context.items.filter(stands);
  if (wanted.length !== items.length) {
    problems.push(`${name}: Y has ${wanted.length} items, the shadow ${items.length}`);
    return;
  }
  wanted.forEach((item, index) => {
    const shown = items[index]!;
    const equal = item.y === shown.y && item.kind === shown.kind;
    if (!equal || !same(shape(item.runs), shape(shown.runs))) {
      problems.push(`${name}: item ${index} differs`);
    }
  });
  if (fixes.pending.has(context)) return;
  const children = shadow.childrenOf(context);
  const elements = context.items.map((item) => item.element);
  if (children.length !== elements.length || elements.some((each, i) => each !== children[i])) {
    problems.push(`${name}: ${children.length} children, ${elements.length} in the shadow`);
  }
  for (const item of context.items) checkItem(shadow, fixes, item, problems);
}

function checkItem(shadow: Shadow, fixes: Fixes, item: Item, problems: string[]): void {
  const { element, y } = item;
  if (item.kind === "b" && !same(shape(shadow.runsOf(element)), shape(item.runs))) {
    const told = JSON.stringify([shape(shadow.runsOf(element)), shape(item.runs)]);
    problems.push(`text of ${element.name}: ${told}`);
  }
  if (!y) return;
  const named = nameOf(y) === element.name;
  if (!named || !same(sorted(yAttributesOf(y)), sorted(attributesOf(element)))) {
    const told = JSON.stringify([attributesOf(element), nameOf(y), yAttributesOf(y)]);
    problems.push(`attributes of ${element.name}: ${told}`);
  }
  if (item.kind !== "e") return;
  const inner = shadow.contextOfY(contentOf(y));
  if (inner?.element === element) checkContext(shadow, fixes, inner, problems);
  else problems.push(`no context for ${element.name}`);
}
