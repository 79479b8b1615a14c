/** A button that prints the page. */
import { Controller } from "@hotwired/stimulus";

export default class extends Controller<HTMLElement> {
  print(): void {
    window.print();
  }
}
