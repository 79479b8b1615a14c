"""Chat plugs into organisations: shared rooms make people visible to each other, and
automatic rooms follow the staff list."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat import presence
        from chat.actions.duties import follow_duty
        from chat.actions.following import follow_crowd, follow_staff
        from chat.attachments import files_in_rooms
        from chat.carrying import messages_of
        from chat.keeping import go_on_with_history, keep_duties, post_due_messages
        from chat.mails import digest_lines, mention_lines
        from chat.mentions import mail_mentioned
        from chat.ports import message_followers
        from chat.spaces import members_met_in_rooms
        from chat.sweeping import HEARTBEAT_EVERY, SWEEP_EVERY, heartbeat, sweep
        from hub import promises
        from hub.files.ports import readers
        from hub.mail.ports import sources
        from hub.obligations.ports import carriers
        from hub.organisations import ports
        from hub.realtime.fanout import watches

        ports.shared_spaces.append(members_met_in_rooms)
        ports.staff_followers.append(follow_staff)
        ports.crowd_followers.append(follow_crowd)
        ports.duty_followers.append(follow_duty)
        promises.keepers += [post_due_messages, keep_duties, go_on_with_history]
        message_followers.append(mail_mentioned)
        sources["mentions"].append(mention_lines)
        sources["digest"].append(digest_lines)
        readers.append(files_in_rooms)
        carriers.append(messages_of)
        watches += [
            (HEARTBEAT_EVERY, heartbeat),
            (HEARTBEAT_EVERY, presence.repeat),
            (presence.FLUSH_EVERY, presence.flush),
            (SWEEP_EVERY, sweep),
        ]
