const decoder = new TextDecoder('gb18030')
const table = new Map<string, Buffer>()

const note = (bytes: number[]) => {
  const text = decoder.decode(Uint8Array.from(bytes))
  if ([...text].length === 1 && text !== '\uFFFD' && !table.has(text)) table.set(text, Buffer.from(bytes))
}

for (let a = 0; a < 0x80; a++) note([a])
for (let a = 0x81; a <= 0xfe; a++) for (let b = 0x40; b <= 0xfe; b++) note([a, b])
for (let a = 0x81; a <= 0x84; a++) for (let b = 0x30; b <= 0x39; b++) for (let c = 0x81; c <= 0xfe; c++) for (let d = 0x30; d <= 0x39; d++) note([a, b, c, d])

const beyond = (point: number): Buffer => {
  const n = point - 0x10000
  return Buffer.from([0x90 + Math.floor(n / 12_600), 0x30 + (Math.floor(n / 1_260) % 10), 0x81 + (Math.floor(n / 10) % 126), 0x30 + (n % 10)])
}

/** Bytes of a text in GB18030, by turning the platform's decoder around. For tests only. */
export const encodeGb18030 = (text: string): Buffer => Buffer.concat([...text].map(one => table.get(one) ?? beyond(one.codePointAt(0)!)))
