import primitives from "@digital-go-jp/design-tokens/dist/tokens.css?raw";
import { expect, test } from "vitest";
import own from "./tokens.css?raw";

type Theme = "light" | "dark";

const declared = new Map<string, string>();
for (const [, name, value] of `${primitives}${own}`.matchAll(/(--[\w-]+):\s*([^;]+);/g)) {
  if (name && value && !declared.has(name)) declared.set(name, value.trim());
}

function colour(token: string, theme: Theme): string {
  const value = declared.get(token);
  if (!value) throw new Error(`${token} is not declared`);
  const pair = /^light-dark\((.+),\s*(.+)\)$/.exec(value);
  const chosen = (pair ? pair[theme === "light" ? 1 : 2] : value) ?? "";
  const reference = /^var\((--[\w-]+)\)$/.exec(chosen);
  return reference?.[1] ? colour(reference[1], theme) : chosen;
}

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(one: string, other: string, theme: Theme): number {
  const [a, b] = [luminance(colour(one, theme)), luminance(colour(other, theme))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const SURFACES = ["surface", "surface-raised", "surface-sunken", "surface-hover"];
const SELECTED = [...SURFACES, "surface-selected", "accent-soft"];
const NOTES = ["danger-soft", "success-soft", "warning-soft", "accent-soft"];
const TEXT: [string, string[]][] = [
  ["text", [...SELECTED, ...NOTES]],
  ["text-soft", SELECTED],
  ["link", SELECTED],
  ["accent", [...SURFACES, "accent-soft"]],
  ["danger", [...SURFACES, "danger-soft"]],
  ["success", [...SURFACES, "success-soft"]],
  ["warning", [...SURFACES, "warning-soft"]],
  ["text-on-accent", ["accent", "accent-hover", "danger", "danger-hover", "badge"]],
  ["header-text", ["header", "header-hover"]],
  ["header-soft", ["header", "header-hover"]],
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((n): [string, string[]] => [`c${n}-fg`, [`c${n}-bg`]]),
];
const EDGES: [string, string[]][] = [
  ["border-strong", ["surface", "surface-raised", "surface-sunken"]],
  ["accent", ["surface-selected"]],
  ["online", SURFACES],
  ["header-accent", ["header", "header-hover"]],
];

function cases(pairs: [string, string[]][]): [Theme, string, string][] {
  const themes: Theme[] = ["light", "dark"];
  return themes.flatMap((theme) =>
    pairs.flatMap(([front, backs]) =>
      backs.map((back): [Theme, string, string] => [theme, `--${front}`, `--${back}`]),
    ),
  );
}

test.each(cases(TEXT))("%s: text %s on %s reads at 4.5:1", (theme, front, back) => {
  expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(4.5);
});

test.each(cases(EDGES))("%s: edge %s shows on %s at 3:1", (theme, front, back) => {
  expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(3);
});

test.each(cases([["focus-outer", SELECTED]]))(
  "%s: one of the two focus rings shows on %s %s",
  (theme, outer, back) => {
    const rings = [contrast(outer, back, theme), contrast("--focus-inner", back, theme)];
    expect(Math.max(...rings)).toBeGreaterThanOrEqual(3);
    expect(contrast(outer, "--focus-inner", theme)).toBeGreaterThanOrEqual(3);
  },
);
