/** The page of one document: what stands around the editor. */
import { t } from "../hub/strings";
import { createSharedEditor, DocumentSession } from "./session";
import type { DocumentUser } from "./live/frames";

/** Opens the document that `place` names; `place` is the page's `[data-document]`. */
export async function openDocument(place: HTMLElement): Promise<DocumentSession> {
  const find = (part: string) => place.querySelector<HTMLElement>(`[data-part="${part}"]`)!;
  const documentId = place.dataset.document!;
  const editor = await createSharedEditor(find("editor"), find("toolbar"), documentId);
  const state = find("state");
  const tell = (key: string, kind: string) => {
    state.textContent = t(key);
    state.dataset.state = kind;
  };
  let saved = true;
  let connected = false;
  let over = false;
  const show = () => {
    if (over) return;
    if (!connected) tell(saved ? "document.offline" : "document.offline_unsaved", "offline");
    else if (saved) tell("document.saved", "saved");
    else tell("document.saving", "saving");
  };
  const end = (key: string) => {
    over = true;
    editor.enableReadOnlyMode("ended");
    tell(key, "ended");
  };
  const session = new DocumentSession(editor, documentId, {
    saved: (now) => {
      saved = now;
      show();
    },
    connected: (now) => {
      connected = now;
      show();
    },
    refused: ({ message }) => {
      state.title = message;
    },
    ended: (code) => end(code === 4409 ? "document.stale" : "document.forbidden"),
    people: (people) => showPeople(find("people"), people),
    role: () => show(),
    ready: () => {
      place.dataset.ready = "";
    },
    outdated: () => end("document.outdated"),
  });
  window.addEventListener("beforeunload", (event) => {
    if (!session.link.isSaved) event.preventDefault();
  });
  session.open();
  return session;
}

function showPeople(list: HTMLElement, people: DocumentUser[]): void {
  list.replaceChildren(
    ...people.map(({ name, organisation, colour }) => {
      const item = document.createElement("li");
      item.className = `avatar avatar--small c${colour}`;
      item.textContent = name.slice(0, 1);
      item.title = `${name}（${organisation}）`;
      const label = document.createElement("span");
      label.className = "visually-hidden";
      label.textContent = item.title;
      item.append(label);
      return item;
    }),
  );
}
