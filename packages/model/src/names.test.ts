import { expect, test } from 'vitest'
import { normaliseName } from './names.ts'

test.each([
  [['上海星辰科技有限公司', '上海星辰科技股份有限公司', '上海星辰科技有限责任公司', '上海 星辰科技　有限公司', '（上海）星辰科技有限公司'], '上海星辰科技'],
  [['ＡＢＣ（中国）有限公司', 'abc(中国)有限公司', 'ABC 中国'], 'abc中国'],
  [['阿依古丽·买买提', '阿依古丽•买买提'.replace('•', '・')], '阿依古丽买买提'],
  [['有限公司'], '有限公司'],
  [['苏州市有限公司管理协会'], '苏州市有限公司管理协会'],
])('%j are searched as %s', (names, expected) => {
  for (const name of names) expect(normaliseName(name)).toBe(expected)
})
