/** A person's identifier as others may see it: the first three characters, a star, the last four. Of a short one (passports have nine) seven would nearly be all: its first and its last two; of one under eight, nothing. */
export const maskIdentifier = (value: string): string => {
  if (value.length < 8) return '*'
  return value.length < 15 ? `${value.slice(0, 1)}*${value.slice(-2)}` : `${value.slice(0, 3)}*${value.slice(-4)}`
}

/** A person's name as others may see it: the first character and a star (张*). */
export const maskPersonName = (name: string): string => `${[...name.trim()][0] ?? ''}*`
