/** A form field with the editor; CKEditor is loaded where such a field stands and nowhere else. */
import { Controller } from "@hotwired/stimulus";
import type { ClassicEditor } from "ckeditor5";
import type { Counts } from "../documents/features/character_count";
import { flash } from "./flash";
import { t } from "./strings";

export default class RichTextFieldController extends Controller<HTMLElement> {
  static override targets = ["source", "count"];
  static override values = { toolbar: String, pictureUrl: String, peopleUrl: String };

  declare readonly sourceTarget: HTMLTextAreaElement;
  declare readonly countTarget: HTMLElement;
  declare readonly toolbarValue: string;
  declare readonly pictureUrlValue: string;
  declare readonly peopleUrlValue: string;

  #editor: ClassicEditor | undefined;
  #left = false;

  override async connect(): Promise<void> {
    this.#left = false;
    const source = this.sourceTarget;
    try {
      const { editPlainly } = await import("../documents/plain_editor");
      const editor = await editPlainly({
        source,
        label: source.labels?.[0]?.textContent?.trim() ?? "",
        toolbar: this.toolbarValue.split(" "),
        pictureUrl: this.pictureUrlValue,
        peopleUrl: this.peopleUrlValue,
        onCount: (counts) => this.#show(counts),
      });
      if (this.#left) await editor.destroy();
      else this.#editor = editor;
    } catch (problem) {
      console.error(problem);
      flash(t("editor.failed"), "error"); // the textarea stays, and what it holds
    }
  }

  override disconnect(): void {
    this.#left = true;
    void this.#editor?.destroy();
    this.#editor = undefined;
  }

  #show({ characters, solid, selected }: Counts): void {
    const counts = { characters, solid, selected };
    this.countTarget.textContent = t(selected ? "count.selected" : "count.all", counts);
  }
}
