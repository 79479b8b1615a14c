/** Check digits of the numbers that Japanese offices write down. Each takes plain digits. */

/**
 * 個人番号, 12 digits. The last is 11 - (sum of P x Q mod 11), and 0 where the remainder is 0
 * or 1; P counts from the right, Q is 2..7 and again 2..6 (平成26年総務省令第85号 第5条).
 */
export function isMyNumber(digits: string): boolean {
  const [base, check] = [digitsOf(digits.slice(0, 11)).reverse(), Number(digits[11])];
  const sum = base.reduce((total, digit, place) => total + digit * (2 + (place % 6)), 0);
  const rest = sum % 11;
  return digits.length === 12 && check === (rest <= 1 ? 0 : 11 - rest);
}

/**
 * 法人番号, 13 digits. The first is 9 - (sum of P x Q mod 9); Q is 1 and 2 in turn from the
 * right (法人番号の指定等に関する省令 第2条).
 */
export function isCorporateNumber(digits: string): boolean {
  const [check, base] = [Number(digits[0]), digitsOf(digits.slice(1)).reverse()];
  const sum = base.reduce((total, digit, place) => total + digit * (1 + (place % 2)), 0);
  return digits.length === 13 && check === 9 - (sum % 9);
}

/**
 * 保険者番号, 6 or 8 digits. The last makes the sum a multiple of ten; weights 2 and 1 in turn
 * from the right, digits of each product added (昭和51年8月7日 保発第45号 別添).
 */
export function isInsurerNumber(digits: string): boolean {
  const sum = digitsOf(digits)
    .reverse()
    .map((digit, place) => digit * (1 + (place % 2)))
    .reduce((total, product) => total + (product % 10) + Math.floor(product / 10), 0);
  return sum % 10 === 0 && (digits.length === 6 || digits.length === 8);
}

function digitsOf(text: string): number[] {
  return Array.from(text, Number);
}
