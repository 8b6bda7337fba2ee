import type { Viewer } from '@delta/access'

/** Language of names. */
export type Locale = 'zh' | 'en'

/** What a resolver knows beside its parts: only who asks, and in which language. */
export interface GraphContext {
  readonly viewer: Viewer
  readonly locale: Locale
}

/** The language that `Accept-Language` prefers out of zh and en; zh where it says nothing. */
export function localeOf(header: string | null | undefined): Locale {
  if (!header) return 'zh'
  const wanted = header.split(',').flatMap((part, place) => {
    const [tag = '', ...params] = part.trim().toLowerCase().split(';')
    const weight = Number(
      params
        .map(text => text.trim())
        .find(text => text.startsWith('q='))
        ?.slice(2) ?? 1,
    )
    const language = tag.split('-')[0]
    return (language === 'zh' || language === 'en' || language === '*') && weight > 0 ? [{ language, weight, place }] : []
  })
  const best = wanted.toSorted((a, b) => b.weight - a.weight || a.place - b.place)[0]
  return best?.language === 'en' ? 'en' : 'zh'
}
