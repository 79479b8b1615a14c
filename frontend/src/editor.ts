/** Entry of pages with an editor; CKEditor is heavy, so it is not part of the other entry. */
import "ckeditor5/ckeditor5.css";
import "./css/documents/editor.css";
import "./css/documents/comments.css";
import { openDocument } from "./documents/document_page";

const place = document.querySelector<HTMLElement>("[data-document]");
if (place) {
  void openDocument(place).then((session) => {
    // For what drives a browser in tests: reads the document, changes nothing.
    Object.assign(window, { documentSession: session });
  });
}
