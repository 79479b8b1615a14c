/**
 * The attribute `style` under a policy that allows none. The browser refuses it in what it parses
 * and in what it is told to set, even outside of the page, and reports each. So HTML on its way in
 * and out carries another name for it, and the view on screen is styled through the CSSOM.
 */
import {
  type HtmlDataProcessor,
  Plugin,
  type ViewDocumentFragment,
  type ViewElement,
  type ViewNode,
  ViewUpcastWriter,
} from "ckeditor5";

const ALIAS = "data-ck-style";
const TAG = /<[a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>/g;
const ATTRIBUTE = /([^\s"'<>/=]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))/g;
const WRITTEN = new RegExp(`(<[a-z][a-z0-9-]*(?: [^\\s=>"]+="[^"]*")*?) ${ALIAS}="`, "g");

/** `style` of every tag under the other name; text stays as it is. */
export function hideStyles(html: string): string {
  return html.replace(TAG, (tag) =>
    tag.replace(ATTRIBUTE, (whole, name: string, value: string) =>
      name.toLowerCase() === "style" ? ALIAS + value : whole,
    ),
  );
}

/** Gives the elements of a view their `style` back. */
export function showStyles(
  parent: ViewNode | ViewDocumentFragment,
  writer: ViewUpcastWriter,
): void {
  if (!parent.is("element") && !parent.is("documentFragment")) return;
  if (parent.is("element")) {
    const style = parent.getAttribute(ALIAS);
    if (style !== undefined) {
      writer.removeAttribute(ALIAS, parent);
      writer.setAttribute("style", style, parent as ViewElement);
    }
  }
  for (const child of parent.getChildren()) showStyles(child, writer);
}

export class StyleAttributes extends Plugin {
  static get pluginName() {
    return "StyleAttributes" as const;
  }

  init(): void {
    this.#onScreen();
    this.#inAndOut(this.editor.data.htmlProcessor);
  }

  #onScreen(): void {
    const { domConverter } = this.editor.editing.view;
    const setAttribute = domConverter.setDomElementAttribute.bind(domConverter);
    domConverter.setDomElementAttribute = (element, key, value, viewElement) => {
      if (key === "style") (element as HTMLElement).style.cssText = value;
      else setAttribute(element, key, value, viewElement);
    };
  }

  #inAndOut(processor: HtmlDataProcessor): void {
    const { domConverter } = processor;
    const setAttribute = domConverter.setDomElementAttribute.bind(domConverter);
    domConverter.setDomElementAttribute = (element, key, value, viewElement) =>
      setAttribute(element, key === "style" ? ALIAS : key, value, viewElement);
    const toData = processor.toData.bind(processor);
    processor.toData = (fragment) => toData(fragment).replace(WRITTEN, '$1 style="');
    const toView = processor.toView.bind(processor);
    const writer = new ViewUpcastWriter(this.editor.editing.view.document);
    processor.toView = (html) => {
      const view = toView(hideStyles(html));
      showStyles(view, writer);
      return view;
    };
  }
}
