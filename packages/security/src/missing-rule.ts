// The rule that would grant an event which no rule selects: what a denial, and an explanation, advise
// to add. In TypeScript, and in PSL.

import type { EventHead } from './event.ts'

/** The source text of a rule that selects the event. */
export function missingRule(event: EventHead): string {
  const { type, source, destination } = event
  const args = (type === 'security' ? [source] : [source, destination]).map((name) =>
    JSON.stringify(name),
  )
  const pairs = type === 'execute' ? [] : selectorPairs(event)
  if (pairs.length > 0) args.push(`{ ${pairs.join(', ')} }`)
  return `${type}(${args.join(', ')})`
}

function selectorPairs(event: EventHead): string[] {
  const first =
    event.interface === '' ? pair('endpoint', event.endpoint) : pair('interface', event.interface)
  return [...first, ...pair('method', event.method)]
}

function pair(key: string, value: string): string[] {
  return value === '' ? [] : [`${key}: ${JSON.stringify(value)}`]
}

/** The section of PSL that grants events with this head: `request src=A dst=B { grant () }`. */
export function missingBinding(head: EventHead): string {
  const { type, source, destination, endpoint, method } = head
  const names = {
    src: source,
    dst: type === 'security' ? '' : destination,
    endpoint,
    interface: endpoint === '' ? head.interface : '',
    method: type === 'execute' ? '' : method,
  }
  const parts = Object.entries(names).flatMap(([key, name]) =>
    name === '' ? [] : [`${key}=${name}`],
  )
  return [type, ...parts, '{ grant () }'].join(' ')
}
