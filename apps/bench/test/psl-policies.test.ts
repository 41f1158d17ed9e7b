// What the cases of policies in PSL mean: both sides are asked the same, and get the same answers.
import { describe, expect, it } from 'vitest'
import { ipcRoundTripPsl, ipcRoundTripPslField } from '../src/cases/ipc.ts'
import {
  byField,
  hostilePatterns,
  largePolicy,
  load,
  monitorOf,
  putRequest,
  storePolicy,
  textPolicy,
  wordsPolicy,
} from '../src/cases/psl-policies.ts'
import { securityCedar, securityRegex } from '../src/cases/security-psl.ts'
import type { RatioCase } from '../src/case.ts'

async function run({ start }: Pick<RatioCase, 'start'>, iterations: number): Promise<void> {
  const batch = await start(iterations)
  await batch(iterations)
}

const words = { source: 'Client', destination: 'Server', endpoint: 'words', method: 'Send' }
const send = { ...words, type: 'request', interface: 'bench.Words' } as const

describe('the policies', () => {
  it('have as many rules as their cases say', () => {
    expect(load(largePolicy(5000)).policy).toHaveLength(5000)
    expect(load(wordsPolicy(byField)).policy).toHaveLength(200)
  })

  it('decide about the message only where the case says so', () => {
    expect(monitorOf(wordsPolicy('grant ()')).classify(send)).toBe('granted')
    expect(monitorOf(wordsPolicy(byField)).classify(send)).toBe('ask')
    expect(monitorOf(storePolicy).classify(putRequest)).toBe('ask')
  })

  it('with patterns grant the texts that all of them match', () => {
    const monitor = monitorOf(textPolicy)
    const names = { destination: 'demo.Log', endpoint: 'log', interface: 'demo.Text' }
    const write = { ...putRequest, ...names, method: 'Write' }
    const grants = (text: string): boolean =>
      monitor.decide({ ...write, message: { text } }).granted
    expect(hostilePatterns).toHaveLength(3)
    expect(grants('a'.repeat(100))).toBe(false)
    expect(grants('aaab')).toBe(true)
  })

  it('that are not sound are refused', () => {
    const unsound = new Map(storePolicy).set('security.psl', 'use EDL demo.None')
    expect(() => load(unsound)).toThrow('a policy was refused')
  })
})

describe('the sides', () => {
  it('of the case with Cedar answer alike for each size, and throw if one does not', async () => {
    for (const side of [securityCedar, ...securityCedar.against]) await run(side, 2048)
  })

  it.each([ipcRoundTripPsl, ipcRoundTripPslField, securityRegex])(
    'of $name can be run',
    async ({ against }) => {
      expect(against).toHaveLength(1)
      for (const side of against) await run(side, 2)
    },
  )
})
