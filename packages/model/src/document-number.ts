/** The form of a document number (文号) in business keys: NFKC, no spaces, every pair of 〔〕 [] () 【】 as 〔〕. The original stays for display. */
export const documentNumberKey = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200F\u2060\uFEFF]/gu, '')
    .replace(/[[(〔【]/gu, '〔')
    .replace(/[\])〕】]/gu, '〕')
