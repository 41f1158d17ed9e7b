// The example of PSL in the README: the code of `readme-example.ts`, and it decides as the same
// policy in TypeScript does.
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SecurityEvent } from '../../src/index.ts'
import { formatPsl, parsePsl } from '../../src/psl/index.ts'
import { inPsl, inTypeScript, loaded, policyText } from './readme-example.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const page = readFileSync(new URL('../../docs/psl.md', import.meta.url), 'utf8')
const own = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8')

test('the README has the policy and how it is loaded, docs/psl.md the same in TypeScript', () => {
  expect(readme).toContain(`\`\`\`psl\n${policyText}\`\`\``)
  const parts = [
    ['loading', readme],
    ['policy in TypeScript', page],
  ] as const
  for (const [part, text] of parts) {
    const code = own.split(`// The ${part} begins here.\n`)[1]?.split('// It ends here.')[0]
    expect(code?.trim()).toBeTruthy()
    expect(text).toContain(code?.trim())
  }
})

test('it is written as the formatter does, and has no errors', () => {
  expect(loaded.diagnostics).toEqual([])
  expect(formatPsl(parsePsl('security.psl', policyText))).toBe(policyText)
})

const classes = ['Einit', 'traffic.Control', 'traffic.Lights']
const anyEvent: fc.Arbitrary<SecurityEvent> = fc.record({
  type: fc.constantFrom('request', 'request', 'request', 'execute', 'response', 'error'),
  source: fc.constantFrom('traffic.Control', 'traffic.Control', ...classes),
  destination: fc.constantFrom('traffic.Lights', 'traffic.Lights', ...classes),
  endpoint: fc.constant('lamp'),
  interface: fc.constant('traffic.Lamp'),
  method: fc.constantFrom('Set', 'Set', 'Set', 'Other'),
  message: fc.record({
    way: fc.constantFrom('red', 'green', 'yellow', 'blue'),
    msec: fc.constantFrom(1000, 5000, 999),
  }),
  sourceSid: fc.constantFrom(1, 2),
  destinationSid: fc.constantFrom(2, 3),
})

test('both forms decide the same of any events', () => {
  let granted = 0
  const property = fc.property(fc.array(anyEvent, { minLength: 30, maxLength: 60 }), (events) => {
    const [one, other] = [inPsl(), inTypeScript()]
    for (const event of events) {
      const decision = one.decide(event)
      expect(decision.granted).toBe(other.decide(event).granted)
      if (decision.granted && event.type === 'request') granted++
    }
  })
  fc.assert(property, { numRuns: 200 })
  // About a hundred, give or take what chance gives.
  expect(granted).toBeGreaterThan(20)
})
