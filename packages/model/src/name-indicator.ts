/** Is it the indicator under which a register states a subject's name (…-BAS-001, of whatever kind)? */
export const isNameIndicator = (indicator: string): boolean => indicator.endsWith('-BAS-001')
