/** A picture in the viewer: whole, or in its real size and larger. */
import { t } from "../hub/strings";
import type { Show, Zoom } from "./viewing";

export const showImage: Show = (file, { stage, fail }) => {
  const image = document.createElement("img");
  image.className = "viewer__image";
  image.alt = file.name;
  image.src = file.url;
  let level: Zoom = "fit";
  const draw = (): void => {
    const width = image.naturalWidth;
    image.classList.toggle("viewer__image--fit", level === "fit");
    if (level === "fit") image.style.removeProperty("width");
    else if (width) image.style.setProperty("width", `${width * level}px`);
  };
  image.addEventListener("load", draw);
  image.addEventListener("error", () => fail(t("viewer.failed")));
  stage.append(image);
  draw();
  return {
    zoom(to) {
      level = to;
      draw();
    },
    stop() {
      image.removeAttribute("src");
    },
  };
};
