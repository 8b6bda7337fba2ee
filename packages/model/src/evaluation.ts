import { type CatalogueRow, type CatalogueTables, cell, cellOrNull } from './catalogue-tables.ts'
import { provinceOfPrefix } from './catalogue-terms.ts'
import type { Day } from './day.ts'
import type { Province, SubjectKind } from './generated/records.ts'

/** A province's model of 公共信用综合评价: its grades from the best to the worst. `source` says what in it is an assumption. */
export interface EvaluationModel {
  readonly code: string
  readonly name: string
  readonly nameEn: null
  readonly province: Province
  readonly kinds: readonly SubjectKind[]
  readonly grades: readonly string[]
  readonly validFrom: Day | null
  readonly validTo: Day | null
  readonly source: string
}

/** What keeps a grade from being a grade of another province: the model or the grade is not known, the other province has no one model on the day, or nothing says what the grade is there. */
export type GradeMissing = 'MODEL' | 'GRADE' | 'OTHER_MODEL' | 'EQUIVALENCE'

/** What a grade of one model is in another, or a typed gap. */
export type GradeRecognition =
  | { readonly kind: 'RECOGNISED'; readonly model: EvaluationModel; readonly grade: string; readonly source: string }
  | { readonly kind: 'UNRESOLVED'; readonly missing: GradeMissing }

/** The evaluation of subjects by the provinces' credit bodies. */
export interface Evaluations {
  evaluationModel(code: string): EvaluationModel | null
  evaluationModels(): readonly EvaluationModel[]
  /** What a grade is by the model that another province uses on a day; in its own province it is itself. */
  gradeRecognition(model: string, grade: string, to: Province, on: Day): GradeRecognition
}

const listOf = (row: CatalogueRow, column: string): string[] => cell(row, column).split('|').filter(Boolean)

const readModel = (row: CatalogueRow): EvaluationModel => ({
  code: cell(row, 'model'),
  name: cell(row, 'name'),
  nameEn: null,
  province: provinceOfPrefix(cell(row, 'province')),
  kinds: listOf(row, 'kinds') as SubjectKind[],
  grades: listOf(row, 'grades'),
  validFrom: cellOrNull(row, 'valid_from'),
  validTo: cellOrNull(row, 'valid_to'),
  source: cell(row, 'source'),
})

const holds = ({ validFrom, validTo }: { readonly validFrom: Day | null; readonly validTo: Day | null }, on: Day): boolean =>
  (validFrom ?? on) <= on && on <= (validTo ?? on)

const gap = (missing: GradeMissing): GradeRecognition => ({ kind: 'UNRESOLVED', missing })

/** Makes them of evaluation-models.csv and grade-recognition.csv. */
export function createEvaluations(tables: CatalogueTables): Evaluations {
  const models = new Map(tables['evaluation-models'].map(readModel).map(model => [model.code, model]))
  const known = Map.groupBy(
    tables['grade-recognition'].map(row => ({
      key: ['from_model', 'from_grade', 'to_model'].map(column => cell(row, column)).join('/'),
      grade: cell(row, 'to_grade'),
      validFrom: cellOrNull(row, 'valid_from'),
      validTo: cellOrNull(row, 'valid_to'),
      source: cell(row, 'source'),
    })),
    ({ key }) => key,
  )
  return {
    evaluationModel: code => models.get(code) ?? null,
    evaluationModels: () => [...models.values()],
    gradeRecognition: (code, grade, to, on) => {
      const own = models.get(code)
      if (!own) return gap('MODEL')
      if (!own.grades.includes(grade)) return gap('GRADE')
      if (own.province === to) return { kind: 'RECOGNISED', model: own, grade, source: own.source }
      const [model, ...others] = [...models.values()].filter(other => other.province === to && holds(other, on))
      if (!model || others.length > 0) return gap('OTHER_MODEL')
      const [row, ...rivals] = (known.get(`${code}/${grade}/${model.code}`) ?? []).filter(one => holds(one, on))
      if (!row || rivals.length > 0 || !model.grades.includes(row.grade)) return gap('EQUIVALENCE')
      return { kind: 'RECOGNISED', model, grade: row.grade, source: row.source }
    },
  }
}
