/** Words that the document does not take any more are offered to their author, never dropped. */
import { confirmed } from "../../hub/confirm";
import { flash } from "../../hub/flash";
import { csrfToken } from "../../hub/page";
import { t } from "../../hub/strings";
import { LIBRARY } from "./notice";
import { type Ending, isClosed } from "./status";

export interface Rescued {
  html: string;
  text: string;
  content: Uint8Array<ArrayBuffer>;
}

export class Rescue {
  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly documentId: string,
    /** Called once the words are safe elsewhere, or were thrown away on purpose. */
    private readonly settled: () => Promise<void>,
  ) {}

  offer(ending: Ending, reason: string, { html, text, content }: Rescued): void {
    this.#part("reason").textContent = `${t(`document.${ending}`)}${reason && `（${reason}）`}`;
    const shown = this.#part("text");
    shown.textContent = text;
    const keep = this.#part("keep") as HTMLButtonElement;
    keep.hidden = isClosed(ending); // the server asks for access
    keep.onclick = () => void this.#keep(keep, content);
    this.#part("copy").onclick = () => void copy(html, text, shown);
    this.#part("drop").onclick = () => void this.#drop(ending);
    this.dialog.showModal();
  }

  #part(name: string): HTMLElement {
    return this.dialog.querySelector<HTMLElement>(`[data-rescue="${name}"]`)!;
  }

  async #keep(button: HTMLButtonElement, content: Uint8Array<ArrayBuffer>): Promise<void> {
    button.disabled = true;
    try {
      const url = await asDocument(this.documentId, content);
      await this.settled();
      location.assign(url);
    } catch (error) {
      flash((error as Error).message || t("error.network"), "error");
      button.disabled = false;
    }
  }

  async #drop(ending: Ending): Promise<void> {
    if (!(await confirmed(t("document.drop_ask"), t("document.drop")))) return;
    await this.settled();
    if (ending === "forbidden") location.assign(LIBRARY);
    else location.reload();
  }
}

/** Stores the words as a new document; the answer is its address. */
async function asDocument(documentId: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const headers = { "X-CSRFToken": csrfToken(), "Content-Type": "application/octet-stream" };
  const options = { method: "POST", headers, body: content, credentials: "same-origin" } as const;
  const response = await fetch(`/documents/${documentId}/rescue/`, options);
  const answer = (await response.json().catch(() => ({}))) as { url?: string; message?: string };
  if (!response.ok || !answer.url) throw new Error(answer.message ?? t("error.failed"));
  return answer.url;
}

async function copy(html: string, text: string, shown: HTMLElement): Promise<void> {
  try {
    if (!("clipboard" in navigator)) return copySelected(shown); // plain http
    const blob = (content: string, type: string) => new Blob([content], { type });
    const item = { "text/html": blob(html, "text/html"), "text/plain": blob(text, "text/plain") };
    await navigator.clipboard.write([new ClipboardItem(item)]);
    flash(t("copied"), "success");
  } catch {
    copySelected(shown);
  }
}

function copySelected(shown: HTMLElement): void {
  getSelection()?.selectAllChildren(shown);
  const done = document.execCommand("copy");
  flash(t(done ? "copied" : "document.copy_failed"), done ? "success" : "error");
}
