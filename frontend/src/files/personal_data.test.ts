import { describe, expect, test } from "vitest";
import { isCorporateNumber, isInsurerNumber, isMyNumber } from "./check_digits";
import { type Kind, personalData } from "./personal_data";

const TODAY = new Date(2026, 10, 23);

describe("check digits", () => {
  test.each([
    ["個人番号", isMyNumber, "123456789018", "123456789012"],
    ["個人番号, remainder 0 or 1", isMyNumber, "000000000060", "000000000061"],
    ["法人番号 of 国税庁", isCorporateNumber, "7000012050002", "8000012050002"],
    ["保険者番号, 8 digits", isInsurerNumber, "06133011", "06133012"],
    ["保険者番号, 6 digits", isInsurerNumber, "138016", "138106"],
  ])("%s", (_name, check, right, wrong) => {
    expect([check(right), check(wrong), check(right.slice(1))]).toEqual([true, false, false]);
  });
});

const FOUND: [string, Kind, string][] = [
  ["個人番号は123456789018です", "my_number", "123456789018"],
  ["マイナンバー　１２３４　５６７８　９０１８", "my_number", "１２３４　５６７８　９０１８"],
  ["1234-5678-9018", "my_number", "1234-5678-9018"],
  ["1234ー5678ー9018", "my_number", "1234ー5678ー9018"],
  ["1 2 3 4 5 6 7 8 9 0 1 8", "my_number", "1 2 3 4 5 6 7 8 9 0 1 8"],
  ["No.987654321093", "my_number", "987654321093"],
  ["123456789018 20名分", "my_number", "123456789018"],
  ["1 123456789018 田中", "my_number", "123456789018"],
  ["保険者番号 06133011", "insurer", "06133011"],
  ["39131016", "insurer", "39131016"],
  ["国保 保険者番号：138016", "insurer", "138016"],
  ["保険者番号 １３８０１６", "insurer", "１３８０１６"],
  ["介護保険 138016", "care", "138016"],
  ["被保険者番号：0000012345", "care", "0000012345"],
  ["介護保険の番号 1234567890", "care", "1234567890"],
  ["被保険者証の番号は 12345678", "care", "12345678"],
  ["基礎年金番号 1234-567890", "pension", "1234-567890"],
  ["年金手帳の番号 1234567890", "pension", "1234567890"],
  ["生年月日：令和2年5月1日", "birth_date", "令和2年5月1日"],
  ["生年月日 2021/04/02", "birth_date", "2021/04/02"],
  ["生年月日 19850402", "birth_date", "19850402"],
  ["平成31年4月30日生まれ", "birth_date", "平成31年4月30日"],
  ["令和元年5月1日生", "birth_date", "令和元年5月1日"],
  ["2020年1月3日（6歳）", "birth_date", "2020年1月3日"],
  ["田中様 昭和45年3月2日", "birth_date", "昭和45年3月2日"],
  ["田中様 Ｓ４５．３．２", "birth_date", "Ｓ４５．３．２"],
  ["田中様 S45.3.2 女", "birth_date", "S45.3.2"],
  ["田中様 ㍼45年3月2日", "birth_date", "㍼45年3月2日"],
  ["田中様 1985-04-02", "birth_date", "1985-04-02"],
  ["大正12年9月1日の方", "birth_date", "大正12年9月1日"],
];

test.each(FOUND)("finds %s", (text, kind, match) => {
  const found = personalData(text, TODAY);
  expect(found.map((each) => [each.kind, each.text])).toEqual([[kind, match]]);
});

const NOT_FOUND = [
  "個人番号 123456789012", // check digit
  "注文番号 202611230042",
  "ORD123456789018",
  "123456789018kg",
  "0.123456789018",
  "1234567890180", // one digit too many
  "000000000000",
  "法人番号 7000012050002",
  "T1-1803-0101-8771",
  "法人番号 1 1803 0101 8771 30名",
  "電話 03-1234-5678",
  "電話 090-1234-5678 内線 12",
  "FAX 045-123-4567",
  "介護保険課 0451234567",
  "郵便番号 231-0017",
  "保険者番号 138106", // check digit
  "保険者番号 998016", // no such prefecture
  "内線 138016",
  "20261123",
  "2026112315",
  "会議は2026年11月23日15時から",
  "会議 2026/11/24 10:00",
  "令和8年12月1日の会議",
  "R8.12.1 締切",
  "令和2年5月1日の議事録",
  "2019-05-01 の記録",
  "昭和51年8月7日付け通知",
  "昭和22年12月12日法律第164号",
  "昭和51年8月7日 保発第45号",
  "設立 昭和45年3月2日",
  "平成12年4月1日施行",
  "生年月日 令和20年1月1日", // to come
  "生年月日 昭和45年13月2日",
  "1985年4月",
  "接種枠は20名、予約は15名です",
  "MRSA12.3.4",
];

test.each(NOT_FOUND)("leaves %s alone", (text) => {
  expect(personalData(text, TODAY)).toEqual([]);
});

test("finds several, in the order of the text", () => {
  const text = "田中一郎（昭和45年3月2日生）個人番号1234-5678-9018、保険者番号06133011";
  const found = personalData(text, TODAY);
  expect(found.map((each) => each.kind)).toEqual(["birth_date", "my_number", "insurer"]);
  expect(found.map((each) => text.slice(each.start, each.end))).toEqual(
    found.map((each) => each.text),
  );
});
