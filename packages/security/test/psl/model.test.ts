// Compiled policies against the naive interpreter: the same decisions about any events, in any
// order, so the same state. `KOS_MODEL_RUNS=25000` is a million events.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDiagnostic } from '@kos/idl-compiler/text'
import { createMonitor, type Decision } from '../../src/index.ts'
import { loadPolicy, monitorOptionsOf, parsePsl } from '../../src/psl/index.ts'
import { Interpreter, type NaiveDecision } from './interpreter.ts'
import { anyEvents, files, policyText } from './random-policy.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 150)
const timeout = Math.max(120_000, RUNS * 200)

const saidOf = (decision: Decision): NaiveDecision => {
  if (decision.granted) return 'granted'
  return decision.reason === 'no-rule' ? 'no rule' : 'denied'
}

test('a compiled policy decides as the naive interpreter does', { timeout }, () => {
  const seen = { granted: 0, denied: 0, 'no rule': 0 }
  const property = fc.property(policyText, anyEvents, (text, events) => {
    const loaded = loadPolicy('security.psl', {
      read: (path) => (path === 'security.psl' ? text : (files[path] ?? null)),
    })
    const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors.map(formatDiagnostic)).toEqual([])
    const monitor = createMonitor(loaded.policy, monitorOptionsOf(loaded))
    const naive = new Interpreter(parsePsl('security.psl', text))
    for (const event of events) {
      const expected = naive.decide(event)
      const verdict = monitor.classify(event)
      expect(saidOf(monitor.decide(event))).toBe(expected)
      if (verdict !== 'ask') expect(verdict).toBe(expected === 'granted' ? 'granted' : 'denied')
      seen[expected]++
    }
  })
  fc.assert(property, { numRuns: RUNS })
  // Each kind of decision is met often: the policies are worth something.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS)
})
