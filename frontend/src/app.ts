/** Entry of every page: fonts, style sheets, and one Stimulus controller per `*_controller.ts`. */
import "@fontsource/biz-udpgothic/400.css";
import "@fontsource/biz-udpgothic/700.css";
import "@fontsource-variable/noto-sans-jp/index.css";
import "@digital-go-jp/design-tokens/dist/tokens.css";
import "./css/index.css";

import { Application } from "@hotwired/stimulus";
import { tellLost } from "./chat/session_end";
import "./hub/passkeys";
import { controllersOf } from "./hub/registry";
import { claimDevice } from "./offline/device";
import { registerWorker } from "./offline/registration";

const controllers = controllersOf(import.meta.glob("./**/*_controller.ts", { eager: true }));
// Nothing of whoever used this device before is left when the page begins to work.
void claimDevice().then(() => {
  Application.start().load(controllers);
  tellLost();
  document.documentElement.dataset.started = ""; // what drives a browser waits for it
});
registerWorker();
