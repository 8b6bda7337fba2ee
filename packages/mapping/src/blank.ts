const INVISIBLE = '\\s\\u00ad\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufeff'
const ENDS = new RegExp(`^[${INVISIBLE}]+|[${INVISIBLE}]+$`, 'g')
const ANYWHERE = new RegExp(`[${INVISIBLE}]+`, 'g')

const isPlain = (code: number): boolean => (code > 0x20 && code < 0x7f) || (code >= 0x3400 && code <= 0x9fff)

/** A text without spaces, ideographic spaces and zero-width characters at its ends; nothing else of it changes (names keep ㈱, ① and full-width brackets). */
export const trimEnds = (text: string): string => (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1)) ? text : text.replace(ENDS, ''))

const PLAIN = /^[!-~\u4e00-\u9fff]*$/

/** NFKC form without any spaces: how codes, amounts and names of code lists are compared. */
export const plainForm = (text: string): string => (PLAIN.test(text) ? text : text.normalize('NFKC').replace(ANYWHERE, ''))
