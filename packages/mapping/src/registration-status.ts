import { plainForm } from './blank.ts'
import type { Rule } from './rule.ts'

const WORDS = new Set([
  '存续',
  '在业',
  '开业',
  '在营',
  '在册',
  '正常',
  '存续(在营、开业、在册)',
  '停业',
  '歇业',
  '清算',
  '吊销',
  '吊销未注销',
  '吊销已注销',
  '注销',
  '已注销',
  '撤销',
  '迁出',
])

/** A registration status (登记状态) written as a word of the registrars; it stays as written, another word is E_CODE_UNKNOWN. */
export const registrationStatus = (column: string): Rule<string> => ({
  columns: [column],
  read: reading => {
    const text = reading.text(column)
    return text === null || WORDS.has(plainForm(text)) ? text : reading.fail('code', 'E_CODE_UNKNOWN', column)
  },
})
