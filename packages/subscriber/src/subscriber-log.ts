/** What this room needs of a log. */
export interface SubscriberLog {
  info(about: object, message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}
