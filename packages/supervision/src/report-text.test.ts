import { expect, test } from 'vitest'
import type { ReportLine, SupervisionReport } from './report.ts'
import { reportCsv, reportPage } from './report-text.ts'

const line = (name: string): ReportLine => ({
  province: '330000',
  city: null,
  unit: null,
  name,
  measures: 1,
  orders: 2,
  raised: 1,
  lifted: 0,
  cases: 1,
  subjects: 3,
  dealtWith: 1,
  coverage: 0.3333,
  repairs: 0,
})
const report = (name: string): SupervisionReport => ({
  month: '2026-11',
  madeAt: '2026-11-23T04:00:00.000Z',
  complete: false,
  total: line(name),
  provinces: [],
  cities: [],
  units: [],
  gaps: [],
})

test('a name can neither be a formula in a spreadsheet nor leave its cell', () => {
  const name = (text: string): string => reportCsv(report(text)).split('\r\n')[1]!
  expect(name('=HYPERLINK("http://x","y")')).toContain(`,"'=HYPERLINK(""http://x"",""y"")",1,`)
  for (const sign of ['+', '-', '@', '\t']) expect(name(`${sign}1`)).toContain(`,'${sign}1,`)
  expect(name('局, "一"')).toContain('"局, ""一"""')
})

test('a name can say nothing but text on the page', () => {
  const page = reportPage(report(`<script>alert(1)</script>" onload='x' &amp;`))
  expect(page).not.toMatch(/<script|<[^>]* onload/)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp;amp;')
  expect(page).toContain('33.33 %')
})
