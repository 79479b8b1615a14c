/**
 * Widths, alignment and colours under a policy without inline styles: the editor's view sets the
 * attribute `style`, which the browser refuses; the same words through the CSSOM are allowed.
 */
import { Plugin } from "ckeditor5";

export class InlineStyles extends Plugin {
  static get pluginName() {
    return "InlineStyles" as const;
  }

  init(): void {
    const { domConverter } = this.editor.editing.view;
    const setAttribute = domConverter.setDomElementAttribute.bind(domConverter);
    domConverter.setDomElementAttribute = (element, key, value, viewElement) => {
      if (key === "style" && "style" in element) (element as HTMLElement).style.cssText = value;
      else setAttribute(element, key, value, viewElement);
    };
  }
}
