/** Ask the server to send a message when it is due; its words say when that is. */
import { uploads } from "../files/uploads";
import { connection } from "../hub/connection";
import { t } from "../hub/strings";
import { words } from "./later_times";
import type { PendingMessage } from "./pending";

/** Resolves to a sentence for the person. Throws Refused, UploadRefused or Unanswered. */
export async function scheduleMessage(message: PendingMessage, due: string): Promise<string> {
  const uploading = message.files.map((file) => uploads.ensure(file, () => undefined));
  const files = await Promise.all(uploading);
  await connection.request({
    type: "message.schedule",
    room: message.room,
    client_id: message.clientId,
    due_at: due,
    body: message.body,
    mentions: message.mentions,
    reply_to: message.replyTo,
    files,
    topic: message.topic,
  });
  return t("later.done", { when: words(new Date(due)) });
}
