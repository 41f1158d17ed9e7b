// What topics and links are called at the broker. Names of the bus may have any characters; in
// MQTT `/`, `+`, `#` and `$` mean something. So they are encoded as in addresses of the web.

import { maxPrefixLength } from './limits.ts'

const prefixPattern = /^[\w.-]+(?:\/[\w.-]+)*$/

/** Throws TypeError unless it is levels of letters, digits, `_`, `.` and `-`, not too long. */
export function checkPrefix(prefix: string): void {
  if (prefix.length <= maxPrefixLength && prefixPattern.test(prefix)) return
  throw new TypeError(`${prefix} is no prefix of topics, like 'kos' or 'plant/hall-3'`)
}

/** A topic or a client id from names. Throws TypeError for a lone surrogate: UTF-8 has none. */
export function nameAtBroker(prefix: string, ...names: readonly string[]): string {
  try {
    return [prefix, ...names.map(encodeURIComponent)].join('/')
  } catch {
    throw new TypeError(`MQTT has no name for ${names.join('/')}: it is not well-formed`)
  }
}
