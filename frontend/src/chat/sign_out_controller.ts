/** Signing out leaves nothing of this person's messages in the browser. */
import { Controller } from "@hotwired/stimulus";

export default class extends Controller<HTMLFormElement> {
  wipe(): void {
    sessionStorage.clear();
  }
}
