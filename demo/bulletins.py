"""What stands on the boards of the demo: the words, for whom, and since when."""

from typing import NamedTuple

CITY_BOARD, STAFF_BOARD, CLINIC_BOARD, SECTION_BOARD = (
    "市からのお知らせ", "職員のお知らせ", "院内連絡", "DX推進課の掲示板"
)  # fmt: skip


class BoardPlan(NamedTuple):
    name: str
    description: str
    scope: str
    by: str  # sign-in name of an administrator
    section: str = ""
    categories: tuple[str, ...] = ()
    posting: tuple[str, ...] = ()  # sections


class Bulletin(NamedTuple):
    """`begins`: working days ago and the time of day; a few minutes ago when it is None.

    `ends` counts days from the end of the story, backwards when negative.
    """

    label: str
    board: str
    category: str
    title: str
    author: str
    importance: str
    begins: tuple[int, str] | None
    ends: int | None
    body: str
    audience: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pinned: bool = False
    comments: tuple[tuple[str, str], ...] = ()


BOARDS = [
    BoardPlan(CITY_BOARD, "市から医療機関、介護施設、関係機関へのお知らせ", "city", "sato.dx", "", ("防災・気象", "健康・医療", "研修", "システム"), ("危機管理課", "健康づくり課", "予防接種係", "高齢介護課", "DX推進課")),
    BoardPlan(STAFF_BOARD, "市役所の職員だけが読めます。", "organisation", "sato.dx", "", ("庁舎", "情報セキュリティ", "人事・研修"), ("総務課", "危機管理課")),
    BoardPlan(CLINIC_BOARD, "みどり内科クリニックの職員への連絡", "organisation", "midori.admin", "", ("診療体制", "備品")),
    BoardPlan(SECTION_BOARD, "当番と課内の予定", "section", "sato.dx", "DX推進課"),
]  # fmt: skip
FACILITIES = ("kind:hospital", "kind:clinic", "kind:care_facility", "kind:pharmacy", "kind:welfare", "kind:other")  # fmt: skip

HEAT = Bulletin("heat", CITY_BOARD, "防災・気象", "【訓練】熱中症特別警戒アラート発表時の状況確認", "suzuki.kiki", "urgent", None, 2, """
<p><strong>これは伝達訓練です。</strong>熱中症特別警戒アラートが発表された想定で、各施設の状況を確認します。</p>
<ul><li>冷房が動いている部屋に全員が移動できるか</li><li>体調の悪い人がいないか</li><li>送迎や外出の予定を変更したか</li></ul>
<p>済んだら「対応済み」を、人手や場所が足りないときは「応援必要」を選んでください。回答のない施設へは、市から電話をします。</p>
""", FACILITIES, pinned=True)  # fmt: skip
SLOTS = Bulletin("slots", CITY_BOARD, "健康・医療", "来週のインフルエンザ予防接種 受入枠の確認", "tanaka.yobou", "high", (1, "10:20"), 4, """
<p>来週の受入枠を確認します。前回の一覧から変わりがなければ「変更なし」を選んでください。</p>
<table><thead><tr><th>回答</th><th>その後の流れ</th></tr></thead><tbody><tr><td>変更なし</td><td>市のホームページに前回と同じ枠を載せます。</td></tr><tr><td>枠を減らす</td><td>担当から電話で数を伺います。</td></tr><tr><td>受け入れできない</td><td>予約を近くの医療機関に案内します。</td></tr></tbody></table>
""", ("kind:clinic",), ("受入枠一覧.csv",), comments=(
    ("midori.nurse", "土曜午前だけ減らす場合は、どれを選べばよいですか。"),
    ("tanaka.yobou", "「枠を減らす」を選び、数をひとこと添えてください。"),
))  # fmt: skip
SECURITY = Bulletin("security", STAFF_BOARD, "情報セキュリティ", "情報セキュリティ自己点検のお願い", "sato.dx", "standard", (4, "09:30"), 5, """
<p>年に一度の自己点検です。次の4点を確かめ、「確認しました」を押してください。</p>
<ol><li>離席するときに画面をロックしている</li><li>合言葉を紙に書いて貼っていない</li><li>持ち出した端末を台帳に記入している</li><li>あて先を確かめてから送信している</li></ol>
""", ("section:DX推進課", "section:予防接種係", "section:危機管理課"))  # fmt: skip

PLAIN = [
    Bulletin("training", CITY_BOARD, "研修", "感染症対策研修（基礎編）参加者の募集", "@高齢介護課", "standard", (3, "14:05"), 10, """
<p>嘔吐物の処理と防護具の着脱を実習します。各施設2名まで参加できます。</p>
<ul><li>会場　保健センター研修室</li><li>時間　13時30分から15時30分まで</li><li>持ち物　室内履き</li></ul>
""", ("kind:care_facility", "kind:welfare"), comments=(
        ("hidamari.care", "看護職員と介護福祉士の2名で参加します。駐車場は使えますか。"),
        ("@高齢介護課", "保健センター北側の駐車場をお使いください。"),
    )),
    Bulletin("maintenance", CITY_BOARD, "システム", "「つなぐ」の定期メンテナンス（土曜22時から）", "sato.dx", "standard", (2, "11:15"), 6, """
<p>土曜日の22時から翌日2時まで、更新の作業をします。その間、10分ほど接続が切れることがあります。</p>
<p>書きかけのメッセージは端末に残り、つながったときに送られます。</p>
"""),
    Bulletin("rsv", CITY_BOARD, "健康・医療", "RSウイルス感染症の報告が増えています", "tanaka.yobou", "high", (1, "15:40"), 8, """
<p>定点あたりの報告数が3週続けて増えています。乳児と高齢の方がいる施設では、手洗いと換気をもう一度確かめてください。</p>
<blockquote><p>発熱と咳が続く職員は、無理に出勤しないでください。</p></blockquote>
""", ("kind:hospital", "kind:clinic", "kind:care_facility")),
    Bulletin("form", CITY_BOARD, "健康・医療", "予診票の様式が新しくなりました", "tanaka.yobou", "standard", (5, "13:10"), 20, """
<p>先週から新しい様式を使っています。手元の古い予診票も今月末までは使えます。</p>
""", ("kind:clinic", "kind:hospital"), ("新しい予診票（見本）.pdf",)),
    Bulletin("outage", STAFF_BOARD, "庁舎", "庁舎の停電点検（日曜9時から12時）", "suzuki.kiki", "high", (2, "16:30"), 6, """
<p>電気設備の点検のため、3階と4階が停電します。冷蔵庫の中身と、電源を切ってよい機器を前日までに確かめてください。</p>
"""),
    Bulletin("clinic-hours", CLINIC_BOARD, "診療体制", "来週水曜の午後は休診です", "midori.admin", "standard", (1, "12:40"), 6, """
<p>院長が学校医の会議に出るため、午後は休診です。予約の電話には、翌日の午前を案内してください。</p>
"""),
    Bulletin("clinic-stock", CLINIC_BOARD, "備品", "手袋（Mサイズ）の在庫が少なくなっています", "midori.admin", "standard", (1, "17:05"), None, """
<p>あさって届く予定です。それまではLサイズを使ってください。</p>
"""),
    Bulletin("rota", SECTION_BOARD, "", "今月の窓口当番", "sato.dx", "standard", (6, "09:00"), 12, """
<p>当番表を会議のフォルダーに入れました。交代した人は表を直してください。</p>
"""),
    Bulletin("storm", CITY_BOARD, "防災・気象", "大雨への備え（土のうの配布）", "suzuki.kiki", "high", (11, "08:45"), -8, """
<p>東町と港南の公民館で土のうを配っています。送迎の経路に冠水しやすい場所があれば、早めに変えてください。</p>
"""),
    Bulletin("drill", CITY_BOARD, "防災・気象", "安否報告訓練のご協力ありがとうございました", "suzuki.kiki", "standard", (12, "15:20"), -4, """
<p>38か所から報告をいただきました。結果と振り返りは、次の連絡会で共有します。</p>
"""),
]  # fmt: skip
SCHEDULED = Bulletin("newyear", CITY_BOARD, "健康・医療", "年末年始の診療体制の調査", "tanaka.yobou", "high", (-3, "08:30"), 21, """
<p>年末年始の診療日と時間を伺います。広報と市のホームページに載せます。</p>
""", ("kind:clinic", "kind:hospital", "kind:pharmacy"))  # fmt: skip
DRAFT = Bulletin("draft", CITY_BOARD, "システム", "二段階の認証を使い始めます（案）", "sato.dx", "standard", None, None, """
<p>来月から、合言葉に加えて認証アプリの数字を入力します。説明会の日程を入れてから公開する。</p>
""")  # fmt: skip
