"""Names to sign in with, printed at every start of a demo."""

PASSWORD = "aoba-tsunagu-2026"  # noqa: S105  known to everybody on purpose

SIGN_INS = [
    ("sato.dx", "佐藤 美咲、青葉市役所 DX推進課（市の管理者）"),
    ("tanaka.yobou", "田中 健一、青葉市役所 予防接種係"),
    ("suzuki.kiki", "鈴木 大輔、青葉市役所 危機管理課"),
    ("midori.admin", "渡邉 和子、みどり内科クリニック 事務長（組織の管理者）"),
    ("midori.nurse", "髙橋 由美、みどり内科クリニック 看護師"),
    ("hidamari.care", "小林 さくら、特別養護老人ホーム ひだまり 介護福祉士"),
    ("aoba.renkei", "山﨑 浩、青葉中央病院 地域連携室長（医師）、ひかり在宅クリニックも兼務"),
    ("kansa", "中村 正、青葉市役所 監査委員事務局（監査担当）"),
]
