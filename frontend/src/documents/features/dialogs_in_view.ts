/** CKEditor opens its windows at the edge of the text, even where the screen has ended. */
import { Dialog, type DialogShowEvent, type DialogViewMoveToEvent, Plugin } from "ckeditor5";

const MARGIN = 12;

export class DialogsInView extends Plugin {
  static get pluginName() {
    return "DialogsInView" as const;
  }

  static get requires() {
    return [Dialog] as const;
  }

  init(): void {
    const dialog = this.editor.plugins.get(Dialog);
    const onShow = () => this.#follow(dialog);
    this.listenTo<DialogShowEvent>(dialog, "show", onShow, { priority: "lowest" });
  }

  /** Each window is made anew; it is placed a little after it is shown, and when it is moved. */
  #follow({ view }: Dialog): void {
    const onMove = (_event: unknown, place: [left: number, top: number]) => {
      const height = view?.element?.querySelector<HTMLElement>(".ck-dialog")?.offsetHeight ?? 0;
      place[1] = Math.max(MARGIN, Math.min(place[1], window.innerHeight - height - MARGIN));
    };
    view?.on<DialogViewMoveToEvent>("moveTo", onMove, { priority: "high" });
  }
}
