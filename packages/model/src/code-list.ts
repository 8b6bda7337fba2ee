import { type CatalogueTables, nameKey } from './catalogue-tables.ts'
import { readCode } from './catalogue-terms.ts'
import type { CodeTerm } from './terms.ts'

/** The code lists (代码集) of the catalogue. */
export interface CodeLists {
  codeList(list: string): readonly CodeTerm[]
  code(list: string, code: string): CodeTerm | null
  /** By its name, with or without the remark in brackets at the name's end. */
  codeByName(list: string, name: string): CodeTerm | null
}

const withoutRemark = (name: string): string => name.replace(/\(.*\)$/u, '')

/** Makes the look-ups of code-lists.csv. */
export function createCodeLists(tables: CatalogueTables): CodeLists {
  const terms = tables['code-lists'].map(readCode)
  const lists = Map.groupBy(terms, term => term.list)
  const byCode = new Map(terms.map(term => [`${term.list}/${term.code}`, term]))
  const byName = new Map(terms.flatMap(term => [withoutRemark(nameKey(term.name)), nameKey(term.name)].map(name => [`${term.list}/${name}`, term] as const)))
  return {
    codeList: list => lists.get(list) ?? [],
    code: (list, code) => byCode.get(`${list}/${code}`) ?? null,
    codeByName: (list, name) => byName.get(`${list}/${nameKey(name)}`) ?? null,
  }
}
