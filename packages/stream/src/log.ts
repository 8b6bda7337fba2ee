/** What this room needs of a log; @delta/service's fits. */
export interface StreamLog {
  debug(about: object, message: string): void
  info(about: object, message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}
