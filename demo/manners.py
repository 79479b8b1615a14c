"""How people put things in their own way: greetings, names, endings."""

import random
from collections.abc import Mapping

from demo.dialogues import Dialogue, Line
from hub.organisations.models import Member, Organisation

# Exchanged at the start and at the end of a text.
OPENINGS = {
    "承知しました。": ["了解しました。", "承知いたしました。", "かしこまりました。", "はい、承知しました。", "承知しました、ありがとうございます。"],
    "ありがとうございます。": ["ありがとうございます！", "早速ありがとうございます。", "いつもありがとうございます。", "どうもありがとうございます。", "ご対応ありがとうございます。"],
    "ありがとうございました。": ["どうもありがとうございました。", "ご対応ありがとうございました。", "いろいろとありがとうございました。"],
    "助かります。": ["とても助かります。", "大変助かります。", "それは助かります。"],
    "助かりました。": ["本当に助かりました。", "おかげさまで助かりました。"],
    "確認します。": ["確認いたします。", "すぐ確認します。", "確認しますので少しお待ちください。"],
    "確認しました。": ["確認いたしました。", "いま確認しました。", "拝見しました。"],
    "届きました。": ["先ほど届きました。", "無事に届きました。", "受け取りました。"],
    "おはようございます。": ["おはようございます！", "皆さま、おはようございます。"],
    "お疲れさまです。": ["皆さま、お疲れさまです。", "お疲れさまです！"],
    "お疲れさまでした。": ["皆さま、お疲れさまでした。", "お疲れさまでした！", "本日もお疲れさまでした。"],
    "お待ちしています。": ["お待ちしております。", "はい、お待ちしています。", "よろしくお願いします。お待ちしています。"],
    "よかったです。": ["それはよかったです。", "ほっとしました。", "何よりです。"],
    "安心しました。": ["それを聞いて安心しました。", "ひと安心しました。"],
    "賛成です。": ["よいと思います。", "こちらも賛成です。"],
    "大丈夫です。": ["はい、大丈夫です。", "問題ありません。"],
    "直しました。": ["いま直しました。", "早速直しました。"],
    "加えました。": ["いま加えました。", "早速加えました。"],
    "お願いします。": ["はい、お願いします。", "よろしくお願いします。"],
}  # fmt: skip
ENDINGS = {
    "お願いします。": ["お願いいたします。", "お願いします！", "お願いできればと思います。"],
    "いただけますか。": ["いただけますでしょうか。", "いただくことはできますか。"],
    "よいでしょうか。": ["よろしいでしょうか。", "問題ないでしょうか。"],
    "お知らせください。": ["ご連絡ください。", "教えてください。", "お知らせいただけますと助かります。"],
    "承知しました。": ["了解しました。", "承知いたしました。"],
    "助かります。": ["とても助かります。", "本当に助かります。"],
    "ありがとうございます。": ["ありがとうございます！", "どうもありがとうございます。"],
    "ありがとうございました。": ["ありがとうございました！", "どうもありがとうございました。"],
}  # fmt: skip
# Texts that begin so need neither a greeting nor a name before them.
COMPLETE = (
    "【",
    "お疲れ",
    "おはよう",
    "お世話",
    "皆さま",
    "各医療",
    "遅くまで",
    "<",
    "DX",
    "学校教育課",
    "当直",
    "緊急",
    "こちら",
    "申し送り",
    "先ほどの投稿",
)
DOCTORS = {"院長", "非常勤医師", "地域連携室長（医師）"}


class Manner:
    """Words one line of a dialogue as its speaker would, among people who know each other."""

    def __init__(self, rng: random.Random, *, several_places: bool) -> None:
        self.rng, self.several_places = rng, several_places

    def __call__(
        self, text: str, line: Line, dialogue: Dialogue, voices: Mapping[str, Member]
    ) -> str:
        text = self.vary(text)
        place = dialogue.lines.index(line)
        heard = {each.speaker for each in dialogue.lines[:place]}
        answered = dialogue.lines[line.answers].speaker if line.answers is not None else None
        if text.startswith(COMPLETE) or line.recalled:
            return text
        if answered and answered != line.speaker:
            return self.addressed(text, voices[answered], answered)
        if line.speaker in heard:
            return text
        return self.introduced(text, voices[line.speaker], first=not heard)

    def vary(self, text: str) -> str:
        for phrase, others in OPENINGS.items():
            if text.startswith(phrase) and self.rng.random() < 0.6:
                text = self.rng.choice(others) + text.removeprefix(phrase)
                break
        for phrase, others in ENDINGS.items():
            if text.endswith(phrase) and text != phrase and self.rng.random() < 0.4:
                return text.removesuffix(phrase) + self.rng.choice(others)
        return text

    def introduced(self, text: str, speaker: Member, *, first: bool) -> str:
        """With a greeting, place and name as people do who work in different places."""
        names = [""]
        surname, place = speaker.name.split()[0], place_of(speaker)
        if self.several_places and place not in text:
            names = [f"{place}です。", f"{place}の{surname}です。"]
        if not first:
            return self.rng.choice([*names, ""]) + text
        greetings = ["", "お疲れさまです。"]
        if speaker.organisation.kind != Organisation.Kind.CITY_HALL and self.several_places:
            greetings += ["お世話になっております。", "いつもお世話になっております。"]
        return self.rng.choice(greetings) + self.rng.choice([*names, ""]) + text

    def addressed(self, text: str, answered: Member, letter: str) -> str:
        """An answer that names whom it answers: with a mark, without, or not at all."""
        respect = "先生" if answered.title in DOCTORS else "さん"
        surname = answered.name.split()[0]
        names = [f"<{letter}>{respect} ", f"{surname}{respect}、", "", ""]
        return self.rng.choice(names) + text


def place_of(speaker: Member) -> str:
    """City staff name their section; the kind of a home is left out, as in speech."""
    if speaker.section:
        return speaker.section.name
    name = speaker.organisation.name
    return name if speaker.organisation.kind == "pharmacy" else name.split()[-1]
