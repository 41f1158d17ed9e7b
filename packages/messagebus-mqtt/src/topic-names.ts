// What topics and links are called at the broker. Names of the bus may have any characters; in
// MQTT `/`, `+`, `#` and `$` mean something. So they are encoded as in addresses of the web.

import { maxPrefixLength } from './limits.ts'

const prefixPattern = /^[\w.-]+(?:\/[\w.-]+)*$/

/** Throws TypeError unless it is levels of letters, digits, `_`, `.` and `-`, not too long. */
export function checkPrefix(prefix: string): void {
  if (prefix.length <= maxPrefixLength && prefixPattern.test(prefix)) return
  throw new TypeError(`${prefix} is no prefix of topics, like 'kos' or 'plant/hall-3'`)
}

/**
 * A topic, or the client id of a link, from its name. Throws TypeError for a lone surrogate: UTF-8 has
 * none.
 */
export function nameAtBroker(prefix: string, name: string): string {
  try {
    return `${prefix}/${encodeURIComponent(name)}`
  } catch {
    throw new TypeError(`MQTT has no name for ${name}: it is not well-formed`)
  }
}

/**
 * The client id of a session of a link for one topic. Neither prefixes nor encoded names have `:`, so
 * it is that of no link under a longer prefix: a broker ends the one of two that are the same.
 */
export function sessionAtBroker(prefix: string, link: string, topic: string): string {
  return `${nameAtBroker(prefix, link)}:${encodeURIComponent(topic)}`
}
