"""Fold Japanese text so that it is found however it was typed.

Half and full width, case, hiragana and katakana, variant kanji and long vowel marks become
one form. What people wrote is stored untouched; only the copy used for look-ups is folded.
"""

import re
import unicodedata
from collections.abc import Callable
from itertools import islice
from typing import Any

from django.db import models

LONG = "ー"
BATCH = 500  # rows of a migration step
# The first of each group is the form the others fold to. Sources: the old forms in brackets
# of 常用漢字表 (内閣告示第2号, 2010), 人名用漢字 (戸籍法施行規則別表第二), and for names the
# 誤字俗字・正字一覧表 of the Ministry of Justice. frontend/src/hub/folding.ts holds the same.
KANJI_VARIANTS = """
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 縁緣 艶艷 応應 欧歐 殴毆
桜櫻 奥奧 横橫 温溫 穏穩 仮假 価價 画畫畵 会會 懐懷 壊壞 絵繪 拡擴 殻殼 覚覺 学學 岳嶽 楽樂 渇渴
勧勸 巻卷 寛寬 歓歡 缶罐 観觀 関關 陥陷 顔顏 帰歸 気氣 亀龜 偽僞 戯戲 犠犧 旧舊 拠據 挙擧 虚虛
峡峽 挟挾 狭狹 郷鄕鄉 暁曉 区區 駆驅駈 勲勳 薫薰 径徑 恵惠 掲揭 渓溪谿 経經 継繼 茎莖 蛍螢 軽輕
鶏鷄雞 芸藝 撃擊 欠缺 倹儉 剣劍劔劒 圏圈 検檢 権權 献獻 研硏 県縣 険險 顕顯 験驗 厳嚴 効效 広廣
恒恆 鉱鑛礦 号號 国國囯圀 黒黑 済濟 砕碎 斎齋斉齊 剤劑 冊册 雑雜襍 参參 惨慘 桟棧 蚕蠶 賛贊 残殘
糸絲 歯齒 児兒 辞辭 湿濕 実實 舎舍 写寫冩 釈釋 寿壽 収收 従從 渋澁 獣獸 縦縱 粛肅 処處 緒緖
叙敍敘 奨奬 将將 渉涉 焼燒 称稱 証證 乗乘 剰剩 壌壤 嬢孃 条條 浄淨 状狀 畳疊疂 譲讓 醸釀 嘱囑
触觸 寝寢 慎愼 真眞 尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 瀬瀨 声聲 青靑 静靜 摂攝 専專
浅淺 戦戰 践踐 銭錢 潜潛 繊纖 禅禪 双雙 壮壯 捜搜 挿插 巣巢 曽曾 争爭 痩瘦 総總 荘莊 装裝 騒騷
増增 臓臟 蔵藏 即卽 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 単單 担擔 胆膽 団團 弾彈 断斷 痴癡 遅遲 昼晝
虫蟲 鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭 逓遞 鉄鐵銕鐡 転轉 点點 伝傳 党黨 盗盜 灯燈 当當 闘鬭鬪
徳德悳 独獨 読讀 届屆 縄繩 弐貳貮 悩惱 脳腦 覇霸 廃廢 拝拜 売賣 麦麥 発發 髪髮 抜拔 晩晚 蛮蠻
秘祕 浜濱濵 瓶甁 払拂 仏佛 併倂 並竝 変變 辺邊邉 歩步 宝寶寳 萌萠 豊豐 褒襃 没沒 翻飜 毎每 万萬
満滿 麺麵 黙默 餅餠 戻戾 弥彌 薬藥 訳譯 予豫 余餘 与與 誉譽 揺搖 様樣 謡謠 来來 頼賴 乱亂 覧覽
竜龍 両兩 猟獵 緑綠 塁壘 涙淚 励勵 礼禮 隷隸 霊靈 齢齡 暦曆 歴歷 恋戀 錬鍊 炉爐 労勞 楼樓 郎郞
禄祿 録錄 体體躰 弁辨辯瓣 稲稻 亘亙 巌巖 彦彥 穣穰 遥遙 凜凛 尭堯 槙槇 祷禱 晋晉 熙煕凞 瑶瑤
桧檜 猪豬 祢禰 莱萊 蝉蟬 蝋蠟 諌諫 頴穎 篭籠 鯵鰺 鴎鷗 麹麴 醤醬 掴摑 噛嚙 壺壷 屏屛 并幷 涜瀆
焔焰 繋繫 繍繡 蒋蔣 薮藪 靭靱 顛顚 騨驒 撹攪 潅灌 剥剝 填塡 頬頰 高髙 崎﨑嵜碕 吉𠮷 橋𣘺槗
柳栁桺 淵渕渊 嶋島嶌 富冨 昇曻 呑吞 桑桒 土圡 館舘 船舩 峰峯 峨峩 涼凉 翠翆 村邨 野埜 秋穐龝
鶯鴬 讃讚 庵菴 清淸 黄黃 内內 呉吳 兎兔 尚尙 教敎 既旣 絶絕 説說 税稅 脱脫 閲閱 悦悅 鋭銳 姫姬
戸戶 産產 窓窗 園薗 達逹 間閒 鶴靏靍靎 飲飮 場塲 婿壻聟 多夛 姉姊 珍珎 厩廏廐 杉杦 梅楳 櫟檪
氷冰 略畧 皐皋 蓋盖 年秊 竈竃 筍笋 群羣 恥耻 脈脉 腸膓 舗舖 苺莓 蘇蘓 蝿蠅 裏裡 鑑鑒 隣鄰 曳曵
枡桝 濤涛 芦蘆 砺礪 箪簞 籤籖 蕊蘂 鬱欝 鼠鼡
"""
VARIANT_TO_COMMON = {
    ord(variant): group[0] for group in KANJI_VARIANTS.split() for variant in group[1:]
}
KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
KATAKANA_TO_HIRAGANA = {code: chr(code - 0x60) for code in KATAKANA}
# ウィルス and ウイルス are one word; 美容院 and 病院 are not, so small やゆよつ stay.
SAME_SOUND = {"ぁ": "あ", "ぃ": "い", "ぅ": "う", "ぇ": "え", "ぉ": "お", "ゎ": "わ"}
SAME_SOUND |= {"ゐ": "い", "ゑ": "え", "ゕ": "か", "ゖ": "け"}
VOICED = {"ゔぁ": "ば", "ゔぃ": "び", "ゔぇ": "べ", "ゔぉ": "ぼ", "ゔ": "ぶ"}
KANA = re.compile("[ぁ-ゖー]")
LAST_LONG_VOWEL = re.compile(f"(?<=[ぁ-ゖー]{{3}}){LONG}$")
# Variation selectors choose a glyph, controls and format characters show nothing.
INVISIBLE = re.compile(
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
# A letter with the marks that belong to it: ｶﾞ, é, 邉 with its variation selector.
CLUSTER = re.compile(
    ".(?:[\u0300-\u036f\u3099\u309a\uff9e\uff9f]|" + INVISIBLE.pattern + ")*", re.DOTALL
)

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
# What depends on neighbours, in this order, on text that is otherwise folded.
RULES: list[Rule] = [
    (re.compile("ゔ[ぁぃぇぉ]?"), lambda found: VOICED[found[0]]),
    # 3ヶ月, 3カ月 and 3か月; 箇所 and か所.
    (re.compile("[ゖ箇](?=[月所国年条])"), lambda _found: "か"),
    (re.compile("(?<=[0-9一二三四五六七八九十数何])け(?=[月所国年条])"), lambda _found: "か"),
    (re.compile(f"[{''.join(SAME_SOUND)}]"), lambda found: SAME_SOUND[found[0]]),
    # サ-バ-, ラ〜メン, えーーー: after kana any dash is the long vowel mark.
    (re.compile("(?<=[ぁ-ゖ])[ー\\-~〜‐-―−]+"), lambda _found: LONG),
]

JAPANESE = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Japanese breaks lines anywhere, so a space beside it separates nothing.
SPACES: list[Rule] = [
    (re.compile(f"^\\s+|\\s+$|(?<=[{JAPANESE}])\\s+|\\s+(?=[{JAPANESE}])"), lambda _found: ""),
    (re.compile(r"\s+"), lambda _found: " "),
]


def fold_piece(text: str) -> str:
    """The part of `fold` that looks at each character alone."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold()
    return plain.replace("・", " ").translate(KATAKANA_TO_HIRAGANA).translate(VARIANT_TO_COMMON)


def fold(text: str) -> str:
    """Return the look-up form of `text`: NFKC, lower case, hiragana, common kanji, single spaces.

    Long vowel marks stay, as one kind: see `without_long_vowels`.
    """
    folded = fold_piece(text)
    for pattern, replace in RULES:
        folded = pattern.sub(replace, folded)
    return " ".join(folded.split())


def without_long_vowels(folded: str) -> str:
    """マネージャー and マネジャー alike: for words long enough to stay recognisable."""
    return folded.replace(LONG, "")


# 五十音: the first kana of each row, in order.
ROWS = "あかさたなはまやらわ"


def kana_row(reading: str) -> str:
    """The row of the 五十音 table a reading belongs to; # for anything else."""
    first = fold(reading)[:1]
    if not ("ぁ" <= first <= "ん"):
        return "#"
    return max((row for row in ROWS if row <= first), default="あ")


def refolding(app: str, *models: str) -> Callable[[Any, Any], None]:
    """A migration step: fold the stored rows of `models` as this version does."""

    def refold(apps: Any, _schema_editor: Any) -> None:
        for name in models:
            model = apps.get_model(app, name)
            fields = [field for field in model._meta.fields if hasattr(field, "sources")]
            rows = model._base_manager.iterator(chunk_size=BATCH)
            while batch := list(islice(rows, BATCH)):
                for row in batch:
                    for field in fields:
                        field.pre_save(row, add=False)
                model._base_manager.bulk_update(batch, [field.name for field in fields])

    return refold


class FoldedField(models.CharField):  # type: ignore[type-arg]
    """Keeps the folded form of other fields; filled on every save, bulk or not."""

    def __init__(self, *, sources: tuple[str, ...], **options: Any) -> None:
        self.sources = sources
        options.setdefault("max_length", 400)
        super().__init__(**{**options, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        del options["default"], options["editable"]
        return name, path, args, {**options, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        # The space-less form lets 山田太郎 find 山田 太郎.
        parts = [fold(str(getattr(model_instance, source))) for source in self.sources]
        value = " ".join([*parts, *(part.replace(" ", "") for part in parts if " " in part)])
        value = value[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
