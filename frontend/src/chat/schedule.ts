/** Ask the server to send a message when it is due; its words say when that is. */
import { connection } from "../hub/connection";
import { t } from "../hub/strings";
import { words } from "./later_times";
import type { PendingMessage } from "./pending";

/** Resolves to a sentence for the person. Throws Refused or Unanswered. */
export async function scheduleMessage(message: PendingMessage, due: string): Promise<string> {
  await connection.request({
    type: "message.schedule",
    room: message.room,
    client_id: message.clientId,
    due_at: due,
    body: message.body,
    mentions: message.mentions,
    reply_to: message.replyTo,
    files: message.files.flatMap((file) => file.fileId ?? []),
    topic: message.topic,
  });
  return t("later.done", { when: words(new Date(due)) });
}
