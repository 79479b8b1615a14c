/** Backgrounds of table cells: a fixed palette that prints and that everybody can read on. */
import { t } from "../../hub/strings";

const PALETTE = [
  { color: "hsl(0, 0%, 90%)", rgb: [230, 230, 230], name: "grey" },
  { color: "hsl(50, 100%, 85%)", rgb: [255, 242, 179], name: "yellow" },
  { color: "hsl(120, 45%, 87%)", rgb: [207, 237, 207], name: "green" },
  { color: "hsl(205, 80%, 90%)", rgb: [209, 234, 250], name: "blue" },
  { color: "hsl(0, 85%, 92%)", rgb: [252, 217, 217], name: "red" },
] as const;
const WHITE = 8; // how far from white counts as white
const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;
const RGB = /^rgba?\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})/i;

export function cellColours(): { color: string; label: string }[] {
  return PALETTE.map(({ color, name }) => ({ color, label: t(`colour.${name}`) }));
}

/** The colour of the palette that is most like `colour`; none for white and what is unreadable. */
export function nearestColour(colour: string): string | undefined {
  const rgb = rgbOf(colour.trim());
  if (!rgb || rgb.every((part) => part >= 255 - WHITE)) return undefined;
  const hue = hueOf(rgb);
  const [grey, ...colours] = PALETTE;
  if (hue === undefined) return grey.color;
  return colours.sort((a, b) => turn(hue, a.rgb) - turn(hue, b.rgb))[0]!.color;
}

function turn(hue: number, rgb: readonly number[]): number {
  const between = Math.abs(hue - (hueOf(rgb) ?? 0));
  return Math.min(between, 360 - between);
}

/** In degrees; none for grey. */
function hueOf(rgb: readonly number[]): number | undefined {
  const [red, green, blue] = rgb as [number, number, number];
  const most = Math.max(red, green, blue);
  const span = most - Math.min(red, green, blue);
  if (span < WHITE) return undefined;
  if (most === red) return (60 * ((green - blue) / span) + 360) % 360;
  return most === green ? 60 * ((blue - red) / span + 2) : 60 * ((red - green) / span + 4);
}

function rgbOf(colour: string): number[] | undefined {
  const rgb = RGB.exec(colour);
  if (rgb) return rgb.slice(1, 4).map(Number);
  let hex = HEX.exec(colour)?.[1];
  if (!hex) return undefined;
  if (hex.length === 3) hex = [...hex].map((digit) => digit + digit).join("");
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
}
