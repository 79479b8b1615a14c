"""The rooms of the demo: who is in them, what they talk about, how much."""

from typing import NamedTuple

from demo.dialogues import (
    Dialogue,
    disaster,
    facilities,
    homecare,
    hospital,
    infections,
    office,
    specialists,
    systems,
    transport,
    vaccination,
)


class Plan(NamedTuple):
    """`sections` bring city staff, `kinds` or `places` people of other organisations."""

    name: str
    kind: str
    description: str
    dialogues: list[Dialogue]
    messages: int
    sections: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    # City staff of other sections, by sign-in name; they mostly read.
    guests: tuple[str, ...] = ()
    # Places whose people mostly read: the talk is not about their work.
    quiet: tuple[str, ...] = ()
    # The first section speaks for the city, the others ask it.
    serving: bool = False


HEALTH = ("予防接種係", "健康づくり課")
CARE = ("高齢介護課",)
NO_CHILDREN = ("川口皮フ科", "本町眼科", "東町整形外科", "さくら耳鼻咽喉科", "港南脳神経クリニック")
NO_BEDS = (
    "訪問看護ステーション かえで",
    "訪問介護 ほほえみ",
    "デイサービス こもれび",
    "デイサービス 花みずき",
)

PLANS = [
    Plan("予防接種 調整（医療機関）", "closed", "インフルエンザ・新型コロナの接種枠、余剰、実績の連絡", vaccination.DIALOGUES, 2000, HEALTH, ("clinic",), (), ("sato.dx",), NO_CHILDREN),
    Plan("介護施設 連絡", "closed", "感染症、気象、空床、送迎の連絡。個人名は書かないでください。", facilities.DIALOGUES, 1700, CARE, ("care_facility",), (), ("suzuki.kiki", "tanaka.yobou"), NO_BEDS),
    Plan("感染症情報", "closed", "定点報告と市内の流行状況", infections.DIALOGUES, 800, HEALTH, ("hospital", "pharmacy"), (), ("sato.dx",)),
    Plan("病院連携", "closed", "空床、救急、退院支援", hospital.DIALOGUES, 1300, ("健康づくり課",), ("hospital",)),
    Plan("在宅医療・介護連携", "closed", "退院から在宅までの引き継ぎ", homecare.DIALOGUES, 1300, CARE, (), ("ひかり在宅クリニック", "訪問看護ステーション かえで", "青葉中央病院", "訪問介護 ほほえみ")),
    Plan("移送・送迎", "closed", "送迎車と福祉車両の調整", transport.DIALOGUES, 900, CARE, (), ("デイサービス こもれび", "特別養護老人ホーム ひだまり", "青葉市社会福祉協議会")),
    Plan("熱中症・寒さ対策", "closed", "気温の予報と見守り", facilities.DIALOGUES, 500, ("健康づくり課", "危機管理課"), (), ("特別養護老人ホーム 松風園", "ケアハウス 青葉の里", "青葉市社会福祉協議会")),
    Plan("災害対策本部 訓練", "closed", "訓練と気象情報", disaster.DIALOGUES, 1100, ("危機管理課", "総務課", "学校教育課", "広報課"), serving=True),
    Plan("防災と避難所", "open", "備蓄、鍵、避難所の開設", disaster.DIALOGUES, 500, ("危機管理課", "市民課", "学校教育課"), serving=True),
    Plan("議会答弁準備", "closed", "定例会の想定問答", office.ASSEMBLY, 650, ("総務課", "健康づくり課", "高齢介護課")),
    Plan("庁内システム移行", "open", "端末、文書管理、ネットワークの予定と不具合", systems.DIALOGUES, 950, ("DX推進課", "総務課", "市民課"), serving=True),
    Plan("広報あおば 編集", "closed", "毎月1日号の原稿と校正", office.PUBLICITY, 500, ("広報課", "健康づくり課")),
    Plan("よろず相談", "open", "困りごと、便利な方法、ちょっとした質問", systems.HELP_DESK, 700, ("総務課", "市民課", "DX推進課", "広報課", "学校教育課")),
    Plan("休日当番医", "closed", "当番表と変更の連絡", specialists.HOLIDAY_DOCTORS, 450, ("健康づくり課",), (), ("佐久間医院", "北青葉内科", "井上外科胃腸科", "青葉市民病院")),
    Plan("乳幼児健診", "closed", "従事者と会場", specialists.CHECK_UPS, 450, ("健康づくり課",), (), ("森田小児科", "青葉こどもクリニック")),
    Plan("障害福祉サービス連絡", "closed", "支給決定と相談支援", specialists.DISABILITY, 450, ("障害福祉課",), ("welfare",)),
    Plan("地域包括ケア会議", "closed", "毎月第3水曜の会議と事例の準備", homecare.DIALOGUES, 500, CARE, (), ("青葉市社会福祉協議会", "介護老人保健施設 あおぞら", "大橋循環器内科")),
    Plan("薬局連絡", "closed", "在庫と疑義照会", specialists.PHARMACIES, 400, ("健康づくり課",), ("pharmacy",)),
    Plan("学校保健", "closed", "学級閉鎖と健康診断", infections.SCHOOL, 400, ("学校教育課", "健康づくり課"), (), ("森田小児科",)),
]  # fmt: skip

# Rooms that follow the staff of a section, by its name, with their messages.
SECTION_ROOMS = {
    "DX推進課": 500,
    "予防接種係": 450,
    "危機管理課": 400,
    "高齢介護課": 400,
    "市民課": 350,
    "障害福祉課": 250,
    "健康福祉部": 300,
    "学校教育課": 250,
}
# Messages in the automatic rooms of organisations.
ORGANISATION_ROOMS = {
    "青葉市役所": 200,
    "みどり内科クリニック": 250,
    "青葉中央病院": 300,
    "特別養護老人ホーム ひだまり": 300,
}
DIRECT_PAIRS = [
    ("sato.dx", "tanaka.yobou"),
    ("tanaka.yobou", "midori.nurse"),
    ("suzuki.kiki", "sato.dx"),
    ("midori.admin", "midori.nurse"),
    ("tanaka.yobou", "hidamari.care"),
    ("tanaka.yobou", "aoba.renkei"),
]
DIRECT_MESSAGES = 45
