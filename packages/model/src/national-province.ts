/** Every provincial division of the country (GB/T 2260): two digits and the full name. Needed to tell outside the region from unknown. */
const NAMES: Readonly<Record<string, string>> = {
  '11': '北京市',
  '12': '天津市',
  '13': '河北省',
  '14': '山西省',
  '15': '内蒙古自治区',
  '21': '辽宁省',
  '22': '吉林省',
  '23': '黑龙江省',
  '31': '上海市',
  '32': '江苏省',
  '33': '浙江省',
  '34': '安徽省',
  '35': '福建省',
  '36': '江西省',
  '37': '山东省',
  '41': '河南省',
  '42': '湖北省',
  '43': '湖南省',
  '44': '广东省',
  '45': '广西壮族自治区',
  '46': '海南省',
  '50': '重庆市',
  '51': '四川省',
  '52': '贵州省',
  '53': '云南省',
  '54': '西藏自治区',
  '61': '陕西省',
  '62': '甘肃省',
  '63': '青海省',
  '64': '宁夏回族自治区',
  '65': '新疆维吾尔自治区',
  '71': '台湾省',
  '81': '香港特别行政区',
  '82': '澳门特别行政区',
}

/** 国家, the division of a registrar of the central government (positions 3–8 of its codes are 100000). */
export const NATION = '100000'

/** The provincial code (`NN0000`) that a division's first two digits name; `100000` for the nation's own registrars; null where no province has them. Only the digits are read: the division itself need not exist. */
export function provinceCodeOf(division: string): string | null {
  if (!/^\d{6}$/.test(division)) return null
  if (division === NATION) return NATION
  const prefix = division.slice(0, 2)
  return Object.hasOwn(NAMES, prefix) ? `${prefix}0000` : null
}

/** The full name of a provincial division by its code; null where there is none. */
export const provinceName = (code: string): string | null => (code === NATION ? '国家' : (NAMES[code.slice(0, 2)] ?? null))

const SHORT_NAMES: readonly (readonly [string, string])[] = [
  ['内蒙古', '150000'],
  ['广西', '450000'],
  ['西藏', '540000'],
  ['宁夏', '640000'],
  ['新疆', '650000'],
  ['香港', '810000'],
  ['澳门', '820000'],
]
const FULL_NAMES: readonly (readonly [string, string])[] = Object.entries(NAMES).map(([prefix, name]) => [name, `${prefix}0000`])

/** The provincial division that a written place begins with: full names, and the short names of autonomous and special regions. */
export function provinceAtStart(text: string): { readonly code: string; readonly rest: string } | null {
  const found = [...FULL_NAMES, ...SHORT_NAMES].find(([name]) => text.startsWith(name))
  return found ? { code: found[1], rest: text.slice(found[0].length) } : null
}
