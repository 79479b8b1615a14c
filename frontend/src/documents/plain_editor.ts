/** The editor of a plain form field: the same build as for documents, with an undo of its own. */
import "ckeditor5/ckeditor5.css";
import { ClassicEditor, Undo } from "ckeditor5";
import { interfaceConfig, interfacePlugins, type Surroundings } from "./interface";
import { sharedConfig, sharedPlugins } from "./plugins";

export interface PlainField extends Surroundings {
  source: HTMLTextAreaElement;
  label: string;
  toolbar: string[];
}

/** Puts an editor in the place of the textarea; a sent form carries what it holds. */
export async function editPlainly({ source, label, toolbar, ...surroundings }: PlainField) {
  const editor = await ClassicEditor.create(source, {
    ...sharedConfig,
    ...interfaceConfig(surroundings),
    plugins: [...sharedPlugins, ...interfacePlugins, Undo],
    toolbar: { items: toolbar, shouldNotGroupWhenFull: false },
    label,
  } as never);
  return editor;
}
