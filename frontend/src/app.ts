/** Entry of every page: fonts, style sheets, and one Stimulus controller per `*_controller.ts`. */
import "@fontsource/biz-udpgothic/400.css";
import "@fontsource/biz-udpgothic/700.css";
import "@fontsource-variable/noto-sans-jp/index.css";
import "@digital-go-jp/design-tokens/dist/tokens.css";
import "./css/index.css";

import { Application } from "@hotwired/stimulus";
import "./hub/passkeys";
import { controllersOf } from "./hub/registry";

const application = Application.start();
application.load(controllersOf(import.meta.glob("./**/*_controller.ts", { eager: true })));
