/**
 * Pictures: chosen, pasted, dropped, or inside what Word copied. Each goes to our server first and
 * only then into the text, as a file of ours: a policy without data: and blob: shows nothing else,
 * and nobody else in the document ever sees half a picture.
 */
import {
  ClipboardPipeline,
  type ClipboardInputTransformationEvent,
  FileDialogButtonView,
  type FileInputViewDoneEvent,
  IconImageUpload,
  type ModelRange,
  Plugin,
  type ViewDocumentClipboardInputEvent,
  type ViewDocumentFragment,
  type ViewElement,
  ViewUpcastWriter,
} from "ckeditor5";
import { flash } from "../../hub/flash";
import { post, RequestError } from "../../hub/http";
import { t } from "../../hub/strings";
import { fileOfData, ownPath } from "./picture_sources";

interface Stored {
  url: string;
  width: number;
  height: number;
}

/** An image of pasted content, and its bytes or the id of its file. */
type Waiting = [ViewElement, File | string];

const ACCEPTED = ["image/jpeg", "image/png", "image/gif", "image/webp"];
let held = 0;

export class Pictures extends Plugin {
  static get pluginName() {
    return "Pictures" as const;
  }

  static get requires() {
    return [ClipboardPipeline] as const;
  }

  init(): void {
    this.#addButton();
    const { editor } = this;
    this.listenTo<ViewDocumentClipboardInputEvent>(
      editor.editing.view.document,
      "clipboardInput",
      (event, { dataTransfer, targetRanges }) => {
        const files = [...dataTransfer.files].filter(({ type }) => ACCEPTED.includes(type));
        // A spreadsheet offers its cells as HTML and as a picture: the cells are meant.
        if (!files.length || dataTransfer.getData("text/html")) return;
        event.stop();
        const place = targetRanges?.[0]
          ? editor.editing.mapper.toModelRange(targetRanges[0])
          : null;
        void this.add(files, place);
      },
    );
    this.listenTo<ClipboardInputTransformationEvent>(
      editor.plugins.get(ClipboardPipeline),
      "inputTransformation",
      (event, { content, sourceEditorId }) => {
        const waiting = this.#sortOut(content, sourceEditorId === editor.id);
        if (!waiting.length) return;
        event.stop();
        void this.#pasteWhenStored(content, waiting);
      },
    );
  }

  /** Stores the pictures one after another and puts each into the text at `place`. */
  async add(files: File[], place: ModelRange | null): Promise<void> {
    const marker = this.#hold(place);
    for (const file of files) {
      const stored = await this.#store(file);
      const range = this.#placeOf(marker);
      if (stored && range) this.#insert(stored, range);
    }
    this.#release(marker);
  }

  #addButton(): void {
    const { editor } = this;
    editor.ui.componentFactory.add("picture", (locale) => {
      const button = new FileDialogButtonView(locale);
      button.set({
        label: t("pictures.button"),
        icon: IconImageUpload,
        tooltip: true,
        acceptedType: ACCEPTED.join(","),
        allowMultipleFiles: true,
      });
      button.bind("isEnabled").to(editor.commands.get("insertImage")!);
      button.on<FileInputViewDoneEvent>("done", (_event, files) => {
        editor.editing.view.focus();
        void this.add([...files], null);
      });
      return button;
    });
  }

  /**
   * Foreign images go. Returns those that come as bytes or from another text of this hub: the
   * server has to know that this text holds them, too.
   */
  #sortOut(content: ViewDocumentFragment, fromHere: boolean): Waiting[] {
    const writer = new ViewUpcastWriter(this.editor.editing.view.document);
    const waiting: Waiting[] = [];
    let foreign = false;
    for (const image of [...imagesIn(content)]) {
      const source = image.getAttribute("src") ?? "";
      const path = ownPath(source);
      const file = fileOfData(source);
      if (path && fromHere) writer.setAttribute("src", path, image);
      else if (path) waiting.push([image, path.split("/")[2]!]);
      else if (file) waiting.push([image, file]);
      else {
        remove(image, writer);
        foreign = true;
      }
    }
    if (foreign) flash(t("pictures.foreign"), "warning");
    return waiting;
  }

  async #pasteWhenStored(content: ViewDocumentFragment, waiting: Waiting[]): Promise<void> {
    const { data, model, editing } = this.editor;
    const marker = this.#hold(null);
    const writer = new ViewUpcastWriter(editing.view.document);
    for (const [image, file] of waiting) {
      const stored = await this.#store(file);
      if (stored) writer.setAttribute("src", stored.url, image);
      else remove(image, writer);
    }
    const range = this.#placeOf(marker);
    if (range) {
      const fragment = data.toModel(content, "$clipboardHolder");
      model.change(() => {
        const here = this.#isHere(range);
        const inserted = model.insertContent(fragment, range);
        if (here) model.change((change) => change.setSelection(inserted.end));
      });
    }
    this.#release(marker);
  }

  async #store(picture: File | string): Promise<Stored | undefined> {
    const form = new FormData();
    form.append(picture instanceof File ? "upload" : "file", picture);
    try {
      const response = await post(this.editor.config.get("pictures.url") as string, form);
      return (await response.json()) as Stored;
    } catch (error) {
      flash(error instanceof RequestError ? error.message : t("error.failed"), "error");
      return undefined;
    }
  }

  #insert({ url, width, height }: Stored, range: ModelRange): void {
    const { model } = this.editor;
    model.change((writer) => {
      const attributes = { src: url, width, height };
      const image = writer.createElement("imageBlock", attributes);
      const place = model.schema.findOptimalInsertionRange(writer.createSelection(range), "auto");
      const options = this.#isHere(range) ? ({ setSelection: "after" } as const) : {};
      model.insertObject(image, place, null, options);
    });
  }

  /** Remembers a place while others, and the person here, go on writing. */
  #hold(place: ModelRange | null): string {
    const { model } = this.editor;
    const name = `picture:${++held}`;
    const range = place ?? model.document.selection.getFirstRange()!;
    model.change((writer) => {
      writer.addMarker(name, { range, usingOperation: false, affectsData: false });
    });
    return name;
  }

  /** Where the marker is now; nothing when the editor may no longer be written in. */
  #placeOf(marker: string): ModelRange | null {
    const { editor } = this;
    if (editor.state === "destroyed" || editor.isReadOnly) return null;
    const range = editor.model.markers.get(marker)?.getRange();
    if (range && range.root.rootName !== "$graveyard") return range;
    return editor.model.document.selection.getFirstRange();
  }

  #release(marker: string): void {
    const { editor } = this;
    if (editor.state === "destroyed" || !editor.model.markers.has(marker)) return;
    editor.model.change((writer) => writer.removeMarker(marker));
  }

  #isHere(range: ModelRange): boolean {
    return !!this.editor.model.document.selection.getFirstPosition()?.isTouching(range.end);
  }
}

function* imagesIn(parent: ViewElement | ViewDocumentFragment): Generator<ViewElement> {
  for (const child of parent.getChildren()) {
    if (!child.is("element")) continue;
    if (child.name === "img") yield child;
    else yield* imagesIn(child);
  }
}

/** The image, and the figure that would stand there empty. */
function remove(image: ViewElement, writer: ViewUpcastWriter): void {
  const { parent } = image;
  writer.remove(parent?.is("element", "figure") ? parent : image);
}
