/**
 * Multiplies a plain decimal (`-12.5`) by ten to the `exponent` and writes it with exactly `places` decimal places. Digits beyond them: null where any of them is
 * not zero, or rounded half up where `round`. Exact: no binary fractions.
 */
export function shiftDecimal(plain: string, exponent: number, places: number, round = false): string | null {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(plain) ?? []
  if (whole === '' || whole.length + fraction.length > 60) return null
  const digits = BigInt(whole + fraction)
  const kept = places + exponent - fraction.length
  const unit = 10n ** BigInt(Math.abs(kept))
  let scaled = kept >= 0 ? digits * unit : digits / unit
  if (kept < 0 && digits % unit !== 0n) {
    if (!round) return null
    if ((digits % unit) * 2n >= unit) scaled += 1n
  }
  const text = scaled.toString().padStart(places + 1, '0')
  const number = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
  return sign === '-' && scaled !== 0n ? `-${number}` : number
}
