/** A form of filters that is sent as soon as one of them changes. */
import { Controller } from "@hotwired/stimulus";

export default class AutoSubmitController extends Controller<HTMLFormElement> {
  submit(): void {
    this.element.requestSubmit();
  }
}
