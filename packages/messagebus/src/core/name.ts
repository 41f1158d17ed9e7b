// Names of topics, of subscribers and of links.

import { maxNameLength } from '../limits.ts'

/** Whether it is one: text of 1 to 255 units. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= maxNameLength
}
