const COMPANY_SUFFIXES = ['股份有限公司', '有限责任公司', '有限公司', '股份公司', '公司'] as const
const IGNORED = /[\s\u200B-\u200F\u2060\uFEFF()（）[\]【】〔〕〈〉《》"'“”‘’·・.,，。、-]/gu

/** The form of a subject's name under which it is searched: NFKC, lower case, no spaces, brackets or points, and without the company suffix at its end (有限公司, 股份有限公司, 有限责任公司). Never for display. */
export function normaliseName(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase().replace(IGNORED, '')
  const suffix = COMPANY_SUFFIXES.find(ending => plain.endsWith(ending))
  return suffix === undefined || plain.length === suffix.length ? plain : plain.slice(0, -suffix.length)
}
