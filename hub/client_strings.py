"""Words that TypeScript shows, translated here like all others."""

from django.utils.translation import gettext_lazy as _

STRINGS = {
    "status.connecting": _("接続しています"),
    "status.live": _("接続中"),
    "status.slow": _("遅延"),
    "status.offline": _("切断"),
    "status.unsent": _("未送信{n}件"),
    "status.ended": _("サインインし直してください"),
    "pending.sending": _("送信中"),
    "pending.failed": _("送信できませんでした"),
    "unread.divider": _("ここから未読"),
    "unread.new": _("新着{n}件"),
    "receipts.count": _("既読 {n}"),
    "typing.one": _("{name}さんが入力中"),
    "typing.many": _("{n}人が入力中"),
    "presence.count": _("{n}人オンライン"),
    "announce.message": _("{name}さん: {text}"),
    "notify.title": _("{name}（{room}）"),
    "recall.confirm": _("このメッセージを全員の画面から取り消します。よろしいですか。"),
    "composer.empty": _("メッセージを入力してください。"),
    "history.loading": _("読み込んでいます"),
    "history.start": _("ここがルームの始まりです"),
    "history.failed": _("読み込めませんでした。"),
    "error.network": _("サーバーに接続できません。"),
    "error.failed": _("処理できませんでした。もう一度お試しください。"),
    "message.gone": _("取り消されたメッセージ"),
    "timeline.newest": _("最新へ"),
    "composer.editing": _("メッセージを編集しています"),
    "composer.replying": _("{name}さんに返信"),
    "recall.agree": _("取り消す"),
    "notify.denied": _("ブラウザーの設定で通知が許可されていません。"),
    "switcher.none": _("一致するルームはありません"),
    "switcher.search": _("「{query}」をメッセージから検索"),
    "completion.none": _("一致する宛先はありません"),
    "revoked": _("このルームから外れました。"),
    "later.hour": _("1時間後（{when}）"),
    "later.today": _("今朝の始業時（{when}）"),
    "later.tomorrow": _("明日の始業時（{when}）"),
    "later.monday": _("次の月曜日（{when}）"),
    "later.done": _("{when}に送信します。"),
    "copied": _("コピーしました"),
    "passkey.failed": _("パスキーを使えませんでした。もう一度試すか、パスワードを使ってください。"),
}


def translated() -> dict[str, str]:
    return {key: str(text) for key, text in STRINGS.items()}
