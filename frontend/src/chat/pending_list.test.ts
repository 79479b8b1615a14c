import { beforeEach, expect, test } from "vitest";
import { forgetStrings } from "../hub/strings";
import type { PendingMessage } from "./pending";
import { PendingList } from "./pending_list";

const STRINGS = { "pending.waiting": "送信待ち", "pending.failed": "失敗" };

function message(problem?: string): PendingMessage {
  const rest = { mentions: [], replyTo: null, topic: null, stamp: "", files: [] };
  const plain = { clientId: "c1", room: "r", body: "本文", ...rest };
  return problem === undefined ? plain : { ...plain, problem };
}

let pending: PendingList;

beforeEach(() => {
  forgetStrings();
  document.body.innerHTML = `
    <script type="application/json" id="client-strings">${JSON.stringify(STRINGS)}</script>
    <template id="pending-message"><li class="message"><span class="message__state"></span>
      <div class="message__body"></div><p class="message__failed" hidden>
      <span class="field__error"></span></p></li></template>
    <div><ol id="stored"></ol><ol id="pending"></ol></div>`;
  pending = new PendingList(document.querySelector("#pending") as HTMLElement, "r");
});

test("shows what is on its way until its stored copy arrives", () => {
  pending.show([message()]);
  expect(document.querySelector("#pending .message__state")?.textContent).toBe("送信待ち");
  pending.settle("c1");
  expect(pending.count).toBe(0);
});

test("shows nothing twice when the acknowledgement was lost but the message was stored", () => {
  const stored = document.querySelector("#stored") as HTMLElement;
  stored.innerHTML = '<li class="message" data-seq="4" data-client-id="c1"></li>';
  pending.show([message()]);
  pending.show([]);
  expect(pending.count).toBe(0);
});

test("says why a message was refused, and lets go of it when discarded", () => {
  pending.show([message("長すぎます")]);
  expect(document.querySelector("#pending .field__error")?.textContent).toBe("長すぎます");
  pending.show([]);
  expect(pending.count).toBe(0);
});

test("leaves other rooms alone", () => {
  pending.show([{ ...message(), room: "another" }]);
  expect(pending.count).toBe(0);
});
