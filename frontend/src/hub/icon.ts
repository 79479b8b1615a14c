/** A decorative icon from the sprite that the page's own icons use. */
const SVG = "http://www.w3.org/2000/svg";

export function icon(name: string): SVGSVGElement {
  const shown = document.querySelector(".icon use")?.getAttribute("href") ?? "/static/icons.svg#";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${shown.split("#")[0]}#${name}`);
  svg.append(use);
  return svg;
}
